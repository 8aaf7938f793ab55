using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Operators;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Separate;

[Collection<SeparateTests>]
public sealed class When_a_contract_with_feedback_ends(SeparateSystem system)
{
    private const string Exchange = "mid-contract-feedback-handed-over";

    /// <summary>The account that is shipped, and the queue that it may make.</summary>
    private const string Own = "upstream-end-of-contract-feedback";

    [Fact]
    public async Task R72_R73_Should_hand_the_feedback_over_to_whoever_listens_and_to_whoever_fetches_it()
    {
        await using var listener = await BrokerConnection.OpenAsync(await system.Broker.AddressOfAsync(BrokerAccount.Of(Own)));
        await listener.WithChannelAsync(async channel =>
        {
            await channel.QueueDeclareAsync(Own, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(Own, Exchange, routingKey: "");
        });
        var contract = await system.ContractAsync();
        var provided = await system.Api.ProvideFeedbackAsync(
            contract.ContractId, contract.ClientId, $"Yours, Name of {contract.ClientId}");
        var feedback = provided.Text("feedbackId").ShouldNotBeNull();

        await system.Api.PublishAsync(UpstreamEvent.ContractEnded(contract, await system.NowAsync()));
        var ended = await NextAsync(listener, contract);
        var held = await system.Api.PostAsync($"/api/ops/feedback/{feedback}/hold", new { }, "olga", "ops");
        held.Status.ShouldBe(HttpStatusCode.OK, held.Body);
        var withheld = await NextAsync(listener, contract);
        var fetched = await FetchAsync(contract);
        await OpsVerb.TableAsync(await system.SettingsOfAsync("ops"), "erase-user", contract.ClientId);
        var erased = await NextAsync(listener, contract);
        await listener.WithChannelAsync(channel => channel.QueueDeleteAsync(Own, ifUnused: false, ifEmpty: false));

        ItemOf(ended).GetProperty("feedbackId").GetString().ShouldBe(feedback);
        ItemOf(ended).GetProperty("score").GetString().ShouldBe("5.00");
        ItemOf(ended).GetProperty("comment").GetString().ShouldBe($"Yours, Name of {contract.ClientId}");
        ended.GetProperty("clientId").GetString().ShouldBe(contract.ClientId);
        ItemOf(withheld).GetProperty("visibility").GetString().ShouldBe("held");
        ItemOf(withheld).GetProperty("comment").ValueKind.ShouldBe(JsonValueKind.Null);
        fetched.Items("feedback").ShouldHaveSingleItem().GetProperty("visibility").GetString().ShouldBe("held");
        fetched.Member("feedback.0.comment").ValueKind.ShouldBe(JsonValueKind.Null);
        erased.GetProperty("clientId").GetString().ShouldNotBeNull().ShouldStartWith("erased-");
        new[] { ended, withheld, erased }.Select(handedOver => handedOver.GetProperty("handedOverAt").GetDateTimeOffset())
            .ShouldBeInOrder(SortDirection.Ascending);
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    private static JsonElement ItemOf(JsonElement handedOver) =>
        handedOver.GetProperty("feedback").EnumerateArray().ShouldHaveSingleItem();

    /// <summary>What is handed over next of that contract; other tests end contracts, too.</summary>
    private static Task<JsonElement> NextAsync(BrokerConnection listener, Contract contract) => Eventually.Get(
        async () =>
        {
            JsonElement handedOver = default;
            await listener.WithChannelAsync(async channel =>
            {
                if (await channel.BasicGetAsync(Own, autoAck: true) is { } message)
                    handedOver = JsonDocument.Parse(message.Body).RootElement.GetProperty("message");
            });
            return handedOver;
        },
        handedOver => handedOver.ValueKind == JsonValueKind.Object
            && handedOver.GetProperty("contractId").GetString() == contract.ContractId);

    private async Task<ApiResponse> FetchAsync(Contract contract)
    {
        var fetched = await system.Api.GetAsync(
            $"/api/upstream/contracts/{contract.ContractId}/mid-contract-feedback", "end-of-contract-feedback", "upstream");
        fetched.Status.ShouldBe(HttpStatusCode.OK, fetched.Body);
        return fetched;
    }
}
