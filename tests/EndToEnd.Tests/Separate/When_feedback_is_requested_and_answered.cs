using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using Xunit;

namespace EndToEnd.Tests.Separate;

[Collection<SeparateTests>]
public sealed class When_feedback_is_requested_and_answered(SeparateSystem system)
{
    [Fact]
    public async Task Should_notify_both_sides_by_mail_and_in_the_app_and_show_the_feedback()
    {
        var contract = await system.ContractAsync();

        var requested = await system.RequestedAsync(contract, "How is it going?");
        var request = (await system.Mail.MailsToAsync(contract.ClientEmail)).ShouldHaveSingleItem();
        request.Text!.ShouldContain("How is it going?");
        request.Html!.ShouldContain(contract.Title);

        var provided = await system.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, "Going well.");
        provided.Status.ShouldBe(HttpStatusCode.Created, provided.Body);
        provided.Id("requestId").ShouldBe(requested.Id("requestId"));
        (await system.Mail.MailsToAsync(contract.FreelancerEmail)).ShouldHaveSingleItem().MessageId.ShouldNotBe(request.MessageId);

        (await system.StatusAsync(contract, requested.Id("requestId"))).ShouldBe("answered");
        (await system.MessageKindsAsync(contract.ClientId, contract)).ShouldBe(["feedback-requested"]);
        (await system.MessageKindsAsync(contract.FreelancerId, contract)).ShouldBe(["feedback-received"]);
        var history = await system.Api.WorkHistoryAsync(contract.FreelancerId);
        history.Text("items.0.feedback.0.comment").ShouldBe("Going well.");
        history.Member("items.0.contract.endedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_record_each_delivery()
    {
        var contract = await system.ContractAsync();

        var requested = await system.RequestedAsync(contract);

        var request = await Eventually.Get(
            () => system.Api.RequestAsync(contract.ContractId, requested.Id("requestId"), contract.FreelancerId),
            request => request.Items("deliveries").Count == 2
                && request.Items("deliveries").All(delivery => delivery.GetProperty("status").GetString() is "sent" or "delivered"));
        request.Items("deliveries").Select(delivery => delivery.GetProperty("channel").GetString()).Order().ShouldBe(["email", "in-app"]);
        request.Items("deliveries").ShouldAllBe(delivery => delivery.GetProperty("recipientId").GetString() == contract.ClientId);
    }
}
