using System.Runtime.Versioning;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Databases;

[UnsupportedOSPlatform("windows")]
public sealed class When_SQLite_files_are_in_use : IDisposable
{
    private readonly TemporaryFolder _folder = new("sqlite");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("migrate")]
    public async Task Should_refuse_another_process_in_one_line_that_names_the_file(params string[] roles)
    {
        await using var first = await ServiceProcess.StartAsync([], Settings());

        var (exitCode, log) = await ServiceProcess.RunAsync(roles, Settings());

        exitCode.ShouldBe(1, log);
        log.Trim().ShouldBe($"ConnectionStrings:Feedback: {_folder.Path("feedback.db")} is in use by another process.");
    }

    [Fact]
    public async Task Should_know_the_file_by_another_name()
    {
        await using var first = await ServiceProcess.StartAsync([], Settings());
        File.CreateSymbolicLink(_folder.Path("link.db"), _folder.Path("feedback.db"));

        var (exitCode, log) = await ServiceProcess.RunAsync([], Settings("link.db", "others.db"));

        exitCode.ShouldBe(1, log);
        log.Trim().ShouldBe($"ConnectionStrings:Feedback: {_folder.Path("feedback.db")} is in use by another process.");
    }

    [Fact]
    public async Task Should_know_the_file_by_a_name_that_was_there_before_it()
    {
        File.CreateSymbolicLink(_folder.Path("link.db"), _folder.Path("feedback.db"));
        await using var first = await ServiceProcess.StartAsync([], Settings("link.db"));

        var (exitCode, log) = await ServiceProcess.RunAsync([], Settings(notifications: "others.db"));

        exitCode.ShouldBe(1, log);
        log.Trim().ShouldBe($"ConnectionStrings:Feedback: {_folder.Path("feedback.db")} is in use by another process.");
    }

    [Fact]
    public async Task Should_be_free_again_after_a_kill()
    {
        await using (var first = await ServiceProcess.StartAsync([], Settings()))
            await first.KillAsync();

        await using var second = await ServiceProcess.StartAsync([], Settings());

        second.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Should_let_nobody_else_read_them()
    {
        File.WriteAllText(_folder.Path("notifications.db"), "");
        File.SetUnixFileMode(_folder.Path("notifications.db"), (UnixFileMode)0b110_100_100);

        await using var host = await ServiceProcess.StartAsync([], Settings());

        var files = Directory.GetFiles(_folder.FullName);
        files.ShouldContain(_folder.Path("feedback.db-wal"));
        foreach (var file in files)
            (File.GetUnixFileMode(file) & (UnixFileMode)0b111).ShouldBe(UnixFileMode.None, file);
    }

    private Dictionary<string, string> Settings(string feedback = "feedback.db", string notifications = "notifications.db") => new()
    {
        ["Demo__Data"] = "false",
        ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path(feedback)}",
        ["ConnectionStrings__Notifications"] = $"Data Source={_folder.Path(notifications)}",
    };
}
