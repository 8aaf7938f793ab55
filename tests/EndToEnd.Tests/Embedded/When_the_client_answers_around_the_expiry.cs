using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

[Collection<EmbeddedTests>]
public sealed class When_the_client_answers_around_the_expiry(EmbeddedSystem system)
{
    [Fact]
    public async Task R11_Should_take_what_comes_one_second_before_as_the_answer()
    {
        // The clock goes on while we look: an answer that came after the instant shows nothing, so another is tried, from earlier on.
        for (var before = TimeSpan.FromSeconds(1); before < TimeSpan.FromHours(1); before *= 4)
        {
            var contract = await system.ContractAsync();
            var requested = await system.RequestedAsync(contract);
            await system.AdvanceToAsync(requested.Instant("expiresAt") - before);
            var provided = await system.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, "Just in time.");
            provided.Status.ShouldBe(HttpStatusCode.Created, provided.Body);
            if (provided.Instant("providedAt") >= requested.Instant("expiresAt"))
                continue;

            provided.Id("requestId").ShouldBe(requested.Id("requestId"));
            (await system.StatusAsync(contract, requested.Id("requestId"))).ShouldBe("answered");

            await system.AdvanceAsync(TimeSpan.FromDays(1));
            (await system.StatusAsync(contract, requested.Id("requestId"))).ShouldBe("answered");
            (await system.MessageKindsAsync(contract.FreelancerId, contract)).ShouldBe(["feedback-received"]);
            return;
        }

        Assert.Fail("No answer arrived before the expiry, though the last had a quarter of an hour and more.");
    }

    [Fact]
    public async Task R12_Should_take_what_comes_from_that_instant_on_as_unasked()
    {
        var contract = await system.ContractAsync();
        var requested = await system.RequestedAsync(contract);

        await system.AdvanceToAsync(requested.Instant("expiresAt"));
        var provided = await system.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, "Better late.");

        provided.Status.ShouldBe(HttpStatusCode.Created, provided.Body);
        provided.Member("requestId").ValueKind.ShouldBe(JsonValueKind.Null);
        (await system.StatusAsync(contract, requested.Id("requestId"))).ShouldBe("expired");
        await system.AdvanceAsync(TimeSpan.Zero);
        (await system.MessageKindsAsync(contract.FreelancerId, contract)).ShouldBe(["request-expired", "feedback-received"]);
    }
}
