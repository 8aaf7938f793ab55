using System.Text.Json;
using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Requests;

/// <summary>The state machine alone: its ends, and each event that may still come.</summary>
public sealed class When_an_event_comes_after_the_end
{
    private static readonly DateTimeOffset _now = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Func<Guid, object>> _events = new()
    {
        [nameof(ProvideFeedback)] = request => TestData.Feedback(_now, id: request),
        [nameof(CloseFeedbackRequest)] = request =>
            new CloseFeedbackRequest { RequestId = request, ContractId = TestData.Contract, EndedAt = _now },
        [nameof(FeedbackRequestExpiryDue)] = request =>
            new FeedbackRequestExpiryDue { RequestId = request, ContractId = TestData.Contract },
        [nameof(FeedbackRequestReminderDue)] = request =>
            new FeedbackRequestReminderDue { RequestId = request, ContractId = TestData.Contract },
    };

    public static TheoryData<string> Ends { get; } =
    [
        nameof(FeedbackRequestStateMachine.Answered),
        nameof(FeedbackRequestStateMachine.Expired),
        nameof(FeedbackRequestStateMachine.Closed),
        nameof(FeedbackRequestStateMachine.Declined),
    ];

    public static MatrixTheoryData<string, string> EndsAndEvents { get; } = new(Ends.Select(row => row.Data), _events.Keys);

    [Theory]
    [MemberData(nameof(EndsAndEvents))]
    public async Task R42_Should_change_nothing_and_publish_nothing(string end, string late)
    {
        await using var machine = await LoneStateMachine.StartAsync();
        var request = await machine.GivenRequestAsync(end);
        var before = WithoutTimers(request);

        // A timer of before the end may still bear the token that the request knows.
        var handled = await machine.SendAsync(_events[late](request.CorrelationId), TokenOf(request, late));

        handled.Exception.ShouldBeNull();
        machine.Requests.Sagas.Contains(request.CorrelationId).ShouldBeSameAs(request);
        WithoutTimers(request).ShouldBe(before);
        machine.Harness.PublishedSoFar<object>().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ends))]
    [InlineData(nameof(FeedbackRequestStateMachine.Pending))]
    public async Task R9_Should_respond_alike_when_the_request_is_repeated(string state)
    {
        await using var machine = await LoneStateMachine.StartAsync();
        var request = await machine.GivenRequestAsync(state);
        var before = JsonSerializer.Serialize(request);

        var response = await machine.RequestFeedbackAsync(TestData.Request(request.RequestedAt, id: request.CorrelationId));

        response.RequestId.ShouldBe(request.CorrelationId);
        response.ExpiresAt.ShouldBe(request.ExpiresAt);
        JsonSerializer.Serialize(request).ShouldBe(before);
        machine.Harness.PublishedSoFar<FeedbackRequested>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(CloseFeedbackRequest), nameof(CloseFeedbackRequest))]
    [InlineData(nameof(FeedbackRequestExpiryDue), "Expiry")]
    [InlineData(nameof(FeedbackRequestReminderDue), "Reminder")]
    public async Task Should_log_what_is_about_a_request_that_is_not_there(string late, string what)
    {
        await using var machine = await LoneStateMachine.StartAsync();
        var request = Guid.CreateVersion7();

        var handled = await machine.SendAsync(_events[late](request));

        handled.Exception.ShouldBeNull();
        machine.Log.Lines().ShouldContain(
            line => line.Contains(
                $"{what} for request {request} on contract {TestData.Contract}, which is not there", StringComparison.Ordinal));
        (await machine.Requests.NotExists(request)).ShouldBeNull();
        machine.Harness.PublishedSoFar<object>().ShouldBeEmpty();
    }

    private static Guid? TokenOf(FeedbackRequestState request, string timer) => timer switch
    {
        nameof(FeedbackRequestExpiryDue) => request.ExpiryTokenId,
        nameof(FeedbackRequestReminderDue) => request.ReminderTokenId,
        _ => null,
    };

    private static string WithoutTimers(FeedbackRequestState request)
    {
        var node = JsonSerializer.SerializeToNode(request)!.AsObject();
        node.Remove(nameof(FeedbackRequestState.ExpiryTokenId));
        node.Remove(nameof(FeedbackRequestState.ReminderTokenId));
        return node.ToJsonString();
    }
}
