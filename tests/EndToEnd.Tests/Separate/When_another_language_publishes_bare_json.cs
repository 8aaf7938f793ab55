using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Separate;

[Collection<SeparateTests>]
public sealed class When_another_language_publishes_bare_json(SeparateSystem system)
{
    [Fact]
    public async Task Should_make_the_contract_eligible()
    {
        var contract = Contract.New();
        var now = await system.NowAsync();

        await PublishAsync(UpstreamEvent.PaymentMade(contract, now.AddDays(-2)));
        await PublishAsync(UpstreamEvent.ContractStarted(contract, now.AddDays(-45)));

        var tab = await system.TabShowsAsync(contract, tab => tab.Member("actions.requestFeedback.allowed").GetBoolean());
        tab.Text("contract.title").ShouldBe(contract.Title);
        (await system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId)).Status.ShouldBe(HttpStatusCode.Created);
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_set_aside_a_message_that_names_no_contract_and_go_on()
    {
        var contract = Contract.New();
        var now = await system.NowAsync();

        await PublishAsync(UpstreamEvent.ContractStarted(contract with { ContractId = "" }, now.AddDays(-45)));
        await PublishAsync(UpstreamEvent.ContractStarted(contract, now.AddDays(-45)));

        await system.TabShowsAsync(contract, tab => tab.Member("contract.startedAt").ValueKind == JsonValueKind.String);
        (await system.RejectsAsync()).ShouldBe(["feedback-contract-started_error: 1"]);
        await system.Broker.Management.PurgeAsync("feedback-contract-started_error");
    }

    private async Task PublishAsync(UpstreamEvent upstream) =>
        await RawJsonPublisher.PublishAsync(await system.UpstreamAsync(upstream.Type), upstream.Type, upstream.ToRawJson());
}
