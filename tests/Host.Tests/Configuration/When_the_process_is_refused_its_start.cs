using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Configuration;

public class When_the_process_is_refused_its_start
{
    [Fact]
    public async Task Should_end_with_an_error_and_one_line_without_a_stack_trace()
    {
        var settings = new Dictionary<string, string> { ["Database__Provider"] = "Oracle" };

        var (exitCode, log) = await ServiceProcess.RunAsync([], settings);

        exitCode.ShouldNotBe(0);
        log.Trim().ShouldBe("Database:Provider: 'Oracle' is none of Sqlite, SqlServer, Postgres.");
    }

    /// <summary>Values of the frameworks', which meet them late.</summary>
    [Theory]
    [InlineData("Serilog", "Serilog__MinimumLevel__Default", "Loud", "http://localhost:0")]
    [InlineData("Kestrel:Certificates", "Kestrel__Certificates__Default__Path", "/etc/hosts", "https://localhost:0")]
    public async Task Should_name_the_section_of_a_framework_in_one_line(string section, string key, string value, string urls)
    {
        using var folder = new TemporaryFolder("refused");
        var settings = new Dictionary<string, string>
        {
            [key] = value,
            ["Urls"] = urls,
            ["ConnectionStrings__Feedback"] = $"Data Source={folder.Path("feedback.db")}",
            ["ConnectionStrings__Notifications"] = $"Data Source={folder.Path("notifications.db")}",
        };

        var (exitCode, log) = await ServiceProcess.RunAsync([], settings);

        exitCode.ShouldBe(1, log);
        log.Split('\n').ShouldContain(line => line.StartsWith($"{section}: "));
    }
}
