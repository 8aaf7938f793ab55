using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Operators;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Separate;

[Collection<SeparateTests>]
public sealed class When_callers_leave_before_their_turn(SeparateSystem system)
{
    [Fact]
    public async Task Should_do_nothing_of_what_they_wanted_once_the_services_get_to_it()
    {
        var contract = await system.ContractAsync();
        await using var impatient = await ImpatientGatewayAsync();
        system.Saga.Suspend();
        system.Notifications.Suspend();
        await LeaveAsync(ApiOf(impatient), contract);

        system.Saga.Resume();
        system.Notifications.Resume();

        // It would be refused if one that nobody waits for had been made.
        await system.RequestedAsync(contract, "the one that was waited for");
        (await system.Api.TabAsync(contract.ContractId, contract.ClientId)).Text("pendingRequest.message")
            .ShouldBe("the one that was waited for");
        await system.Api.MessagesAsync(contract.ClientId);
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    [Trait("Symptom", "calls get 503")]
    [Fact]
    public async Task Should_be_seen_by_operators_as_a_queue_that_grows_until_the_service_runs_again()
    {
        var contract = await system.ContractAsync();
        await using var impatient = await ImpatientGatewayAsync();
        await system.Saga.StopAsync();
        var response = await ApiOf(impatient).RequestFeedbackAsync(contract.ContractId, contract.FreelancerId, "nobody waits for me");

        response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, response.Body);
        var status = await OpsVerb.JsonAsync(await system.SettingsOfAsync("ops"), ["status"]);
        status.GetProperty("queues").EnumerateArray().Single(queue => queue.GetProperty("queue").GetString() == "feedback-request")
            .GetProperty("messages").GetInt64().ShouldBe(1);
        await system.Saga.RestartAsync();

        await system.RequestedAsync(contract);
    }

    [Fact]
    public async Task Should_leave_nothing_behind_of_what_came_while_a_service_was_down()
    {
        var contract = await system.ContractAsync();
        await using var impatient = await ImpatientGatewayAsync();
        await system.Saga.KillAsync();
        await system.Notifications.KillAsync();
        await LeaveAsync(ApiOf(impatient), contract);

        // Nobody reads these queues: what leaves them, the broker has thrown away. A gateway that runs looks at the clocks by them.
        system.Gateway.Suspend();
        await impatient.StopAsync();
        await EmptyAsync("feedback-queries");
        await EmptyAsync("notifications-queries");
        system.Gateway.Resume();
        await system.Saga.RestartAsync();
        await system.Notifications.RestartAsync();
        await EmptyAsync("feedback-request");

        (await system.RejectsAsync()).ShouldBeEmpty();
        await system.RequestedAsync(contract);
    }

    private static async Task LeaveAsync(FeedbackApi api, Contract contract)
    {
        foreach (var response in await Task.WhenAll(
            api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId, "nobody waits for me"),
            api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId),
            api.TabAsync(contract.ContractId, contract.FreelancerId),
            api.MessagesAsync(contract.ClientId)))
        {
            response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, response.Body);
        }
    }

    private static FeedbackApi ApiOf(ServiceProcess gateway) =>
        new(gateway.Http, (subject, roles) => Task.FromResult(Tokens.For(subject, roles)));

    private Task EmptyAsync(string queue) =>
        Eventually.Until(async () => await system.Broker.Management.DepthAsync(queue) == 0, what: queue);

    private async Task<ServiceProcess> ImpatientGatewayAsync()
    {
        var settings = await system.SettingsOfAsync("gateway");
        settings["Gateway__RequestTimeout"] = "00:00:01";
        return await ServiceProcess.StartAsync(["gateway"], settings);
    }
}
