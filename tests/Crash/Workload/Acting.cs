using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Contracts.Messages;
using Crash.Broker;
using TestKit;

namespace Crash.Workload;

/// <summary>Asks and gives, by either door, and writes down what it was told.</summary>
internal sealed class Acting(GatewayClient gateway, Publisher publisher, string answerAddress)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentQueue<ActOutcome> _outcomes = new();
    private readonly ConcurrentQueue<Act> _commanded = new();

    /// <summary>What callers over HTTP were told.</summary>
    public IReadOnlyCollection<ActOutcome> Outcomes => _outcomes;

    /// <summary>What was commanded over the broker and confirmed by it; the answers come to the witness.</summary>
    public IReadOnlyCollection<Act> Commanded => _commanded;

    public Task DoAsync(Act act, CancellationToken cancellationToken) =>
        act.Door == Door.Http ? CallAsync(act, cancellationToken) : CommandAsync(act, cancellationToken);

    private async Task CallAsync(Act act, CancellationToken cancellationToken)
    {
        var outcome = new ActOutcome(act, ActResult.Unanswered, null);
        try
        {
            outcome = await CallOnceAsync(act, cancellationToken);
            for (var copy = 1; copy < act.Copies; copy++)
            {
                var again = await CallOnceAsync(act, cancellationToken);
                if (outcome.Result == ActResult.Accepted && again != outcome)
                    outcome = outcome with { Result = ActResult.Unexpected, Detail = $"{outcome.Id}, then {again.Result} {again.Id} for the same key" };
            }
        }
        catch (OperationCanceledException)
        {
            // The rig gave up: the outcome says how far it came.
        }

        _outcomes.Enqueue(outcome);
    }

    private async Task<ActOutcome> CallOnceAsync(Act act, CancellationToken cancellationToken)
    {
        var path = $"api/contracts/{act.ContractId}/{(act is AskForFeedback ? "feedback-requests" : "feedback")}";
        var body = act is GiveFeedback give
            ? JsonSerializer.Serialize(new { give.Ratings, Comment = act.Key }, s_json)
            : JsonSerializer.Serialize(new { Message = act.Key }, s_json);
        var (status, answer) = await gateway.PostAsync(
            path, body, "application/json", Tokens.For(act.CallerId), act.Key, cancellationToken);

        return status switch
        {
            HttpStatusCode.Created =>
                new ActOutcome(act, ActResult.Accepted, IdIn(answer, act is AskForFeedback ? "requestId" : "feedbackId")),
            HttpStatusCode.Conflict => new ActOutcome(act, ActResult.Refused, null),
            HttpStatusCode.NotFound => new ActOutcome(act, ActResult.NotFound, null),
            _ => new ActOutcome(act, ActResult.Unexpected, null, $"{(int)status} {answer}"),
        };
    }

    private async Task CommandAsync(Act act, CancellationToken cancellationToken)
    {
        object command = act is GiveFeedback give
            ? new ProvideFeedback
            {
                FeedbackId = act.CommandId,
                ContractId = act.ContractId,
                CallerId = act.CallerId,
                Ratings = give.Ratings,
                Comment = act.Key,
                SubmittedAt = Now(),
            }
            : new RequestFeedback
            {
                RequestId = act.CommandId,
                ContractId = act.ContractId,
                CallerId = act.CallerId,
                Message = act.Key,
                RequestedAt = Now(),
            };
        for (var copy = 0; copy < act.Copies; copy++)
        {
            var messageId = Guid.CreateVersion7();
            var envelope = Wire.Envelope(command, messageId, requestId: act.CommandId, answerAddress);
            await publisher.PublishAsync(command.GetType(), envelope, Wire.EnvelopeType, messageId, cancellationToken);
        }

        _commanded.Enqueue(act);
    }

    private static Guid IdIn(string json, string member)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(member).GetGuid();
    }

    private static DateTimeOffset Now()
    {
        var now = DateTimeOffset.UtcNow;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
