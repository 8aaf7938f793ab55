using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

[Collection<EmbeddedTests>]
public sealed class When_events_arrive_in_reverse_order(EmbeddedSystem system)
{
    [Fact]
    public async Task R40_Should_show_the_same_tab()
    {
        var now = await system.NowAsync();

        var inOrder = await TabAfterAsync(now, events => events);
        var reversed = await TabAfterAsync(now, events => events.Reverse());
        var reversedAndTwice = await TabAfterAsync(now, events => events.Concat(events).Reverse());

        reversed.ShouldBe(inOrder);
        reversedAndTwice.ShouldBe(inOrder);
    }

    private async Task<string> TabAfterAsync(DateTimeOffset now, Func<IEnumerable<UpstreamEvent>, IEnumerable<UpstreamEvent>> arrange)
    {
        var contract = Contract.New();
        UpstreamEvent[] story =
        [
            UpstreamEvent.ContractStarted(contract, now.AddDays(-90)),
            UpstreamEvent.PaymentMade(contract, now.AddDays(-40), $"first-{contract.ContractId}"),
            UpstreamEvent.PaymentMade(contract, now.AddDays(-8), $"second-{contract.ContractId}"),
            UpstreamEvent.PaymentReversed(contract, $"second-{contract.ContractId}", now.AddDays(-7)),
            UpstreamEvent.EndOfContractFeedback(contract, now.AddDays(-3)) with { EventId = $"end-{contract.ContractId}" },
            UpstreamEvent.ContractEnded(contract, now.AddDays(-4)),
        ];

        // One by one, each seen to be taken before the next is published: nothing but our order decides.
        foreach (var upstream in arrange(story))
        {
            await system.Api.PublishAsync(upstream);
            await system.AdvanceAsync(TimeSpan.Zero);
        }

        var tab = await system.TabShowsAsync(
            contract,
            tab => tab.Member("contract.endedAt").ValueKind == JsonValueKind.String
                && tab.Items("feedback").Count == 1
                && tab.Instant("contract.lastPaymentAt") < now.AddDays(-39));
        return tab.Body.Replace(contract.ContractId["contract-".Length..], "ID", StringComparison.Ordinal)
            .Replace(tab.Text("feedback.0.feedbackId")!, "END", StringComparison.Ordinal);
    }
}
