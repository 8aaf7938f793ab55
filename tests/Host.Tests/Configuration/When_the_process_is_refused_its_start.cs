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
}
