using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Contracts.Messages;
using Crash.Broker;
using TestKit;

namespace Crash.Workload;

/// <summary>Requests and provides feedback, by either door, and records each outcome.</summary>
internal sealed class Caller(GatewayClient gateway, Publishers publisher, string responseAddress)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentQueue<CallOutcome> _outcomes = new();
    private readonly ConcurrentQueue<CommandStep> _commanded = new();

    /// <summary>How the calls over HTTP ended.</summary>
    public IReadOnlyCollection<CallOutcome> Outcomes => _outcomes;

    /// <summary>What was commanded over the broker and confirmed by it; the responses come to the subscriber.</summary>
    public IReadOnlyCollection<CommandStep> Commanded => _commanded;

    public Task RunAsync(CommandStep step, CancellationToken cancellationToken) =>
        step.EntryPoint == EntryPoint.Http ? CallAsync(step, cancellationToken) : CommandAsync(step, cancellationToken);

    private async Task CallAsync(CommandStep step, CancellationToken cancellationToken)
    {
        var outcome = new CallOutcome(step, CallResult.NoResponse, null);
        try
        {
            outcome = await CallOnceAsync(step, cancellationToken);
            for (var copy = 1; copy < step.Copies; copy++)
            {
                var again = await CallOnceAsync(step, cancellationToken);
                if (outcome.Result == CallResult.Accepted && again != outcome)
                {
                    outcome = outcome with
                    {
                        Result = CallResult.Unexpected,
                        Detail = $"{outcome.Id}, then {again.Result} {again.Id} for the same key",
                    };
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The rig gave up: the outcome says how far it came.
        }

        _outcomes.Enqueue(outcome);
    }

    private async Task<CallOutcome> CallOnceAsync(CommandStep step, CancellationToken cancellationToken)
    {
        var path = $"api/contracts/{step.ContractId}/{(step is RequestStep ? "feedback-requests" : "feedback")}";
        var body = step is FeedbackStep feedback
            ? JsonSerializer.Serialize(new { feedback.Ratings, Comment = step.Key }, _json)
            : JsonSerializer.Serialize(new { Message = step.Key }, _json);
        var (status, response) = await gateway.PostAsync(
            path, body, "application/json", Tokens.For(step.CallerId), step.Key, cancellationToken);

        return status switch
        {
            HttpStatusCode.Created =>
                new CallOutcome(step, CallResult.Accepted, IdIn(response, step is RequestStep ? "requestId" : "feedbackId")),
            HttpStatusCode.Conflict => new CallOutcome(step, CallResult.Refused, null),
            HttpStatusCode.NotFound => new CallOutcome(step, CallResult.NotFound, null),
            _ => new CallOutcome(step, CallResult.Unexpected, null, $"{(int)status} {response}"),
        };
    }

    private async Task CommandAsync(CommandStep step, CancellationToken cancellationToken)
    {
        object message = step is FeedbackStep feedback
            ? new ProvideFeedback
            {
                FeedbackId = step.CommandId,
                ContractId = step.ContractId,
                CallerId = step.CallerId,
                Ratings = feedback.Ratings,
                Comment = step.Key,
                SubmittedAt = Now(),
            }
            : new RequestFeedback
            {
                RequestId = step.CommandId,
                ContractId = step.ContractId,
                CallerId = step.CallerId,
                Message = step.Key,
                RequestedAt = Now(),
            };
        for (var copy = 0; copy < step.Copies; copy++)
        {
            var messageId = Guid.CreateVersion7();
            var envelope = Wire.Envelope(message, messageId, requestId: step.CommandId, responseAddress);
            await publisher.PublishAsync(message.GetType(), envelope, Wire.EnvelopeType, messageId, cancellationToken);
        }

        _commanded.Enqueue(step);
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
