using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_reminders_are_on
{
    private static readonly (string, string) _on = ("Feedback:Policy:ReminderAfter", "7.00:00:00");

    [Fact]
    public async Task R16_Should_remind_once_at_that_instant()
    {
        await using var service = await SagaService.StartAsync(_on);
        var request = await service.GivenWaitingRequestAsync();
        var token = (await service.RequestAsync(request.RequestId)).ReminderTokenId!.Value;

        await service.AdvanceToAsync(
            service.Now.AddDays(7), async () => (await service.RequestAsync(request.RequestId)).ReminderTokenId is null);
        await service.FireAsync(new FeedbackRequestReminderDue { RequestId = request.RequestId, ContractId = TestData.Contract }, token);

        var reminder = (await service.EventsAsync<FeedbackReminderDue>()).ShouldHaveSingleItem();
        reminder.ClientId.ShouldBe(TestData.Client);
        reminder.ExpiresAt.ShouldBe(request.ExpiresAt);
        (await service.StateAsync(request.RequestId)).ShouldBe(nameof(FeedbackRequestStateMachine.Pending));
    }

    [Fact]
    public async Task R16_Should_not_remind_of_a_request_that_was_answered()
    {
        await using var service = await SagaService.StartAsync(_on);
        await service.GivenWaitingRequestAsync();
        (await service.TimersAsync()).ShouldBe(2);

        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now.AddDays(1)));

        (await service.TimersAsync()).ShouldBe(0);
        (await service.EventsAsync<FeedbackReminderDue>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R16_Should_set_no_reminder_by_default()
    {
        await using var service = await SagaService.StartAsync();

        var request = await service.GivenWaitingRequestAsync();

        (await service.RequestAsync(request.RequestId)).ReminderTokenId.ShouldBeNull();
    }
}
