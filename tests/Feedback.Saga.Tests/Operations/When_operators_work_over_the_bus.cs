using System.Text.Json;
using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Operations;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Shared;
using Shouldly;

namespace Feedback.Saga.Tests.Operations;

public sealed class When_operators_work_over_the_bus
{
    [Fact]
    public async Task R44_Should_tell_the_story_of_a_request_in_order_with_policy_and_facts()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();

        var story = await service.SendAsync<Story>(new GetFeedbackStory { RequestId = request.RequestId });

        story.Entries.Select(entry => entry.What).ShouldBe(["contract-started", "feedback-requested", "expiry-timer"]);
        story.IsShortened.ShouldBeFalse();
        story.Subjects.ShouldBe([request.RequestId]);
        using var details = JsonDocument.Parse(story.Entries[1].Details);
        details.RootElement.GetProperty("policy").ValueKind.ShouldBe(JsonValueKind.Object);
        details.RootElement.GetProperty("facts").ValueKind.ShouldBe(JsonValueKind.Object);
        details.RootElement.GetProperty("clientId").GetString().ShouldBe(TestData.Client);
    }

    [Fact]
    public async Task Should_tell_the_story_of_a_contract_with_what_was_refused()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenWaitingRequestAsync();
        await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now));

        var story = await service.SendAsync<Story>(new GetFeedbackStory { ContractId = TestData.Contract });

        var refused = story.Entries.Single(entry => entry.What == "request-feedback-refused");
        using var details = JsonDocument.Parse(refused.Details);
        details.RootElement.GetProperty("reasons").ToString().ShouldContain(RefusalCodes.RequestPending);
    }

    [Fact]
    public async Task Should_say_that_nothing_is_known()
    {
        await using var service = await SagaService.StartAsync();

        (await service.SendAsync(new GetFeedbackStory { RequestId = Guid.NewGuid() })).ShouldBeOfType<StoryNotFound>();
        (await service.SendAsync(new GetFeedbackStory { ContractId = "nowhere" })).ShouldBeOfType<StoryNotFound>();
    }

    [Fact]
    public void Should_keep_the_newest_of_a_long_story_and_say_so()
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        StoryEntry[] entries =
        [
            .. Enumerable.Range(0, Story.MaxEntries + 1).Select(day => new StoryEntry(
                start.AddDays(day), "payment-made", $"{day}", new Dictionary<string, object?> { ["none"] = null })),
        ];

        var story = entries.ToStory([]);

        story.Entries.Select(entry => entry.Id).ShouldBe(Enumerable.Range(1, Story.MaxEntries).Select(day => $"{day}"));
        story.IsShortened.ShouldBeTrue();
        story.Entries[0].Details.ShouldBe("{}");
        entries[1..].ToStory([]).IsShortened.ShouldBeFalse();
    }

    [Fact]
    public async Task Should_list_what_is_parked_and_try_it_again()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        var parkedAt = await ParkTimerAsync(service);

        var listed = await service.SendAsync<ParkedRows>(new GetFeedbackParkedRows { Limit = 10 });
        var row = listed.Items.ShouldHaveSingleItem();
        (row.LastError, row.Attempts, row.ParkedAt).ShouldBe(("System.TimeoutException", 10, parkedAt));
        listed.HasMore.ShouldBeFalse();
        (await ChangeAsync(service, StoppedMessageActions.Replay, Guid.NewGuid())).ShouldBe(0);
        (await ChangeAsync(service, StoppedMessageActions.Replay, row.RowId)).ShouldBe(1);

        (await service.SendAsync<ParkedRows>(new GetFeedbackParkedRows { Limit = 10 })).Items.ShouldBeEmpty();
        await service.ExpireAsync(request);
        service.Log.GetSnapshot().ShouldContain(record =>
            record.Message.StartsWith("Audit: olga", StringComparison.Ordinal) && record.Message.Contains($"{row.RowId}"));
    }

    [Fact]
    public async Task Should_delete_all_that_is_parked()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenWaitingRequestAsync("contract-1");
        await service.GivenWaitingRequestAsync("contract-2");
        await ParkTimerAsync(service);
        var first = await service.SendAsync<ParkedRows>(new GetFeedbackParkedRows { Limit = 1 });
        first.HasMore.ShouldBeTrue();
        first.Items.ShouldHaveSingleItem();

        (await ChangeAsync(service, StoppedMessageActions.Discard, rowId: null)).ShouldBe(2);

        (await service.ReadAsync(db => db.Set<OutboxMessage>().CountAsync(row => row.IsTimer))).ShouldBe(0);
    }

    private static async Task<int> ChangeAsync(SagaService service, string action, Guid? rowId) =>
        (await service.SendAsync<ParkedRowsChanged>(
            new ChangeFeedbackParkedRows { Action = action, RowId = rowId, CallerId = "olga" })).Count;

    private static async Task<DateTimeOffset> ParkTimerAsync(SagaService service)
    {
        await service.ReadAsync(db => db.Set<OutboxMessage>().Where(row => row.IsTimer).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.ParkedAt, service.Now)
            .SetProperty(row => row.NextAttemptAt, (DateTimeOffset?)null)
            .SetProperty(row => row.Attempts, 10)
            .SetProperty(row => row.LastError, "System.TimeoutException")));
        return service.Now;
    }
}
