using Host.Commands;
using Host.Configuration;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Configuration;

public class When_the_command_line_asks
{
    private static readonly Dictionary<string, string> _wrong = new() { ["Database__Provider"] = "Oracle" };

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--help", "saga")]
    [InlineData("saga", "--help", "--Transport=RabbitMq")]
    public async Task Should_print_the_help_and_end(params string[] arguments)
    {
        var (exitCode, log) = await ServiceProcess.RunAsync(arguments, _wrong);

        exitCode.ShouldBe(0, log);
        foreach (var word in (string[])["saga", "notifications", "gateway", "migrate", "--version"])
            log.ShouldContain(word);
    }

    [Theory]
    [InlineData("migrate", "Brings the databases up to date")]
    [InlineData("emails", "gallery")]
    [InlineData("ops", "deliveries")]
    public async Task Should_print_the_help_of_a_verb(string verb, string word)
    {
        var (exitCode, log) = await ServiceProcess.RunAsync([verb, "--help"], _wrong);

        exitCode.ShouldBe(0, log);
        log.ShouldContain(word);
    }

    [Fact]
    public async Task Should_print_the_version_and_end()
    {
        var (exitCode, log) = await ServiceProcess.RunAsync(["--version"], _wrong);

        exitCode.ShouldBe(0, log);
        log.Trim().ShouldMatch(@"^\d+\.\d+\.\d+\S*$");
    }

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("--frobnicate", "saga")]
    [InlineData("--frobnicate=1")]
    [InlineData("-x")]
    [InlineData("-x=1")]
    [InlineData("-Email:Host=localhost")]
    [InlineData("-Email:Host", "localhost")]
    [InlineData("--Transprot=RabbitMq")]
    [InlineData("--Database=Postgres")]
    [InlineData("--Transport")]
    [InlineData("--Transport", "--Urls=http://localhost:5080")]
    public void Should_refuse_an_option_that_nobody_reads(params string[] arguments) =>
        Should.Throw<StartRefusedException>(() => HostCommands.Services(arguments))
            .Message.ShouldStartWith($"option: '{arguments[0].Split('=')[0]}' ");

    [Theory]
    [InlineData("--request-window", "soon")]
    [InlineData("--request-window", "30")]
    [InlineData("--feedback-interval", "99999999999d")]
    [InlineData("--payment-window", "0d")]
    [InlineData("--minimum-contract-age", "-1.00:00:00")]
    [InlineData("--since", "4000d")]
    public void R64_Should_refuse_a_length_that_is_none(string option, string length) =>
        Should.Throw<StartRefusedException>(() => HostCommands.Services(["ops", "policy", "try", $"{option}={length}"]))
            .Message.ShouldStartWith($"ops policy try: {option} is {length}; it is a length of time above zero and up to 3650 days, ");

    [Theory]
    [InlineData("2 days", "reconcile")]
    [InlineData("0d", "reconcile")]
    [InlineData("30", "rollout", "report")]
    public void Should_refuse_a_length_that_is_none_in_every_verb(string length, params string[] verb) =>
        Should.Throw<StartRefusedException>(() => HostCommands.Services(["ops", .. verb, $"--since={length}"]))
            .Message.ShouldStartWith(
                $"ops {string.Join(' ', verb)}: --since is {length}; it is a length of time above zero and up to 3650 days, ");

    [Theory]
    [InlineData("--environment=Production")]
    [InlineData("--contentRoot", "/")]
    [InlineData("--applicationName", "Host")]
    [InlineData("--urls=http://localhost:5080")]
    [InlineData("--Logging:LogLevel:Default", "Debug")]
    [InlineData("--OTEL_SERVICE_NAME=feedback")]
    public void Should_take_the_options_of_the_framework(params string[] arguments)
    {
        var (roles, configuration) = HostCommands.Services(arguments);

        roles.ShouldBe(HostRoles.Embedded);
        configuration.ShouldBe(arguments);
    }
}
