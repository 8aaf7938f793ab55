using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Configuration;

public sealed class When_the_emails_are_written_to_files
{
    [Fact]
    public async Task Should_write_each_in_every_language_and_in_three_forms()
    {
        using var folder = new TemporaryFolder("gallery");

        var (exitCode, log) = await ServiceProcess.RunAsync(
            ["emails", "gallery", folder.Path("mails"), "--Notifications:SiteUrl=https://feedback.test"], new Dictionary<string, string>());

        exitCode.ShouldBe(0, log);
        var files = Directory.GetFiles(folder.Path("mails")).Select(Path.GetFileName).ToList();
        files.Count.ShouldBe(3 * 10 * 3);
        files.ShouldContain("de-feedback-requested.eml");
        files.ShouldContain("es-digest.html");
        var email = await File.ReadAllTextAsync(
            folder.Path("mails/de-feedback-requested.eml"), TestContext.Current.CancellationToken);
        email.ShouldContain("List-Unsubscribe: <https://feedback.test/unsubscribe/");
        email.ShouldContain("multipart/alternative");
        await ShouldBeToAsync(folder.Path("mails/en-feedback-requested.txt"), "Maria Rossi", from: "Ana Petrova");
        await ShouldBeToAsync(folder.Path("mails/en-feedback-received.txt"), "Ana Petrova", from: "Maria Rossi");
    }

    private static async Task ShouldBeToAsync(string file, string recipient, string from)
    {
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        text.ShouldStartWith($"Hello {recipient},");
        text.ShouldContain($"{from} writes:");
    }

    [Theory]
    [InlineData("emails")]
    [InlineData("emails", "gallery")]
    [InlineData("emails", "galery", "there")]
    [InlineData("emails", "gallery", "there", "and-there")]
    public async Task Should_say_what_is_missing(params string[] arguments)
    {
        var (exitCode, log) = await ServiceProcess.RunAsync(arguments, new Dictionary<string, string>());

        exitCode.ShouldBe(1);
        log.ShouldContain("emails: say where the files go");
    }
}
