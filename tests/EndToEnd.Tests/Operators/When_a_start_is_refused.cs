using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

[Collection<SeparateTests>]
public sealed class When_a_start_is_refused(SeparateSystem system)
{
    [Trait("Symptom", "a process ends at its start, exit code 1")]
    [Fact]
    public async Task Should_name_the_key_and_leave_what_comes_meanwhile_in_the_queues()
    {
        var contract = await system.ContractAsync();
        await system.Notifications.StopAsync();
        await system.RequestedAsync(contract);
        var settings = await system.SettingsOfAsync("notifications");
        settings["Email__Port"] = "smtp";

        var line = await LastLineAsync("notifications", settings);
        await system.Notifications.RestartAsync();

        line.ShouldStartWith("Email:Port");
        (await system.Mail.MailsToAsync(contract.ClientEmail)).ShouldHaveSingleItem();
    }

    [Trait("Symptom", "… and the line names `Urls`")]
    [Fact]
    public async Task Should_name_the_port_that_is_taken_and_start_at_another_address()
    {
        var settings = await system.SettingsOfAsync("gateway");
        settings["Urls"] = system.Gateway.Address.ToString();

        var line = await LastLineAsync("gateway", settings);

        line.ShouldStartWith("Urls: ");
        line.ShouldContain($"{system.Gateway.Address.Port}");
        settings.Remove("Urls");
        await using var elsewhere = await ServiceProcess.StartAsync(["gateway"], settings);
    }

    private static async Task<string> LastLineAsync(string role, Dictionary<string, string> settings)
    {
        var (exitCode, log) = await ServiceProcess.RunAsync([role], settings);
        exitCode.ShouldBe(1, log);
        return log.Trim().Split('\n')[^1];
    }
}
