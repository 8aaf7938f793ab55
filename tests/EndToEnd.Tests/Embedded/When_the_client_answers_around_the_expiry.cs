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
            var asked = await system.AskedAsync(contract);
            await system.AdvanceToAsync(asked.Instant("expiresAt") - before);
            var given = await system.Api.GiveAsync(contract.ContractId, contract.ClientId, "Just in time.");
            given.Status.ShouldBe(HttpStatusCode.Created, given.Body);
            if (given.Instant("providedAt") >= asked.Instant("expiresAt"))
                continue;

            given.Id("requestId").ShouldBe(asked.Id("requestId"));
            (await system.StatusAsync(contract, asked.Id("requestId"))).ShouldBe("answered");

            await system.AdvanceAsync(TimeSpan.FromDays(1));
            (await system.StatusAsync(contract, asked.Id("requestId"))).ShouldBe("answered");
            (await system.MessageKindsAsync(contract.FreelancerId, contract)).ShouldBe(["feedback-received"]);
            return;
        }

        Assert.Fail("No answer arrived before the expiry, though the last had a quarter of an hour and more.");
    }

    [Fact]
    public async Task R12_Should_take_what_comes_from_that_instant_on_as_unasked()
    {
        var contract = await system.ContractAsync();
        var asked = await system.AskedAsync(contract);

        await system.AdvanceToAsync(asked.Instant("expiresAt"));
        var given = await system.Api.GiveAsync(contract.ContractId, contract.ClientId, "Better late.");

        given.Status.ShouldBe(HttpStatusCode.Created, given.Body);
        given.Member("requestId").ValueKind.ShouldBe(JsonValueKind.Null);
        (await system.StatusAsync(contract, asked.Id("requestId"))).ShouldBe("expired");
        await system.AdvanceAsync(TimeSpan.Zero);
        (await system.MessageKindsAsync(contract.FreelancerId, contract)).ShouldBe(["request-expired", "feedback-received"]);
    }
}
