using System.Net;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using Xunit;

namespace EndToEnd.Tests.Separate;

[Collection<SeparateTests>]
public sealed class When_the_client_would_rather_answer_later(SeparateSystem system)
{
    [Fact]
    public async Task R53_R55_Should_tell_the_freelancer_by_mail_and_in_the_app_and_nobody_else()
    {
        var contract = await system.ContractAsync();
        var requested = await system.RequestedAsync(contract);
        await system.Mail.MailsToAsync(contract.ClientEmail);
        var historyBefore = await system.Api.WorkHistoryAsync(contract.FreelancerId);
        var from = (await system.NowAsync()).AddDays(30);

        var declined = await system.Api.DeclineAsync(contract.ContractId, requested.Id("requestId"), contract.ClientId, from);

        declined.Status.ShouldBe(HttpStatusCode.OK, declined.Body);
        declined.Text("status").ShouldBe("declined");
        (declined.Instant("askAgainFrom") - from).Duration().ShouldBeLessThan(TimeSpan.FromMicroseconds(1));
        var mail = (await system.Mail.MailsToAsync(contract.FreelancerEmail)).ShouldHaveSingleItem();
        mail.Subject.ShouldContain("not now");
        await Eventually.Until(async () => (await system.MessageKindsAsync(contract.FreelancerId, contract)).Count == 1);
        (await system.MessageKindsAsync(contract.FreelancerId, contract)).ShouldBe(["request-declined"]);
        (await system.StatusAsync(contract, requested.Id("requestId"))).ShouldBe("declined");
        (await system.Api.WorkHistoryAsync(contract.FreelancerId)).Body.ShouldBe(historyBefore.Body);
        var next = await system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId);
        next.Status.ShouldBe(HttpStatusCode.Conflict, next.Body);
        next.ReasonCodes.ShouldBe(["asked-for-later"]);
        next.Instant("reasons.0.endsAt").ShouldBe(declined.Instant("askAgainFrom"));
        (await system.RejectsAsync()).ShouldBeEmpty();
    }
}
