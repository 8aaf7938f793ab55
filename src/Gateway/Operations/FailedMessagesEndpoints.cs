using System.ComponentModel;
using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Operations;

/// <summary>Messages whose handling failed, in the broker's <c>_error</c> queues.</summary>
internal static class FailedMessagesEndpoints
{
    /// <summary>The names of the queues of Notifications begin so, and those of the saga service don't.</summary>
    private const string OfNotifications = "notifications-";

    public static void MapFailedMessages(this RouteGroupBuilder operators)
    {
        var errors = operators.MapGroup("/errors").WithTags("Operations");
        errors.MapGet("", GetAsync)
            .WithName("GetFailedMessages")
            .WithSummary("Messages whose handling failed")
            .WithDescription(
                "Those in `_error` queues, by queue, the oldest first: at most 100 of each service. They stay there. Without bodies. Where "
                + "the transport has no error queues, `missing` says so.");
        errors.MapGet("/{queue}", ShowAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetFailedMessage")
            .WithSummary("One of them")
            .WithDescription("With its failure, stack trace and body, of whose texts it says how long they are.");
        errors.MapPost("/{queue}/replay", ReplayAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReplayFailedMessages")
            .WithSummary("Move failed messages back to their queue")
            .WithDescription(
                "One, or all of a queue, with the ids that they have. Handling a message twice has one effect: there is no second email "
                + "(R9, R40).");
        errors.MapPost("/{queue}/discard", DiscardAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("DiscardFailedMessages")
            .WithSummary("Delete failed messages")
            .WithDescription("One, or all of a queue: what they tell nobody learns. This can't be undone.");
    }

    private static async Task<Ok<FailedMessagesResponse>> GetAsync(ServiceClient services, CancellationToken cancellationToken)
    {
        var parts = new Parts(cancellationToken);
        var feedback = parts.TryAsync(
            Outboxes.Feedback,
            services.QueryAsync<GetFeedbackFailedMessages, FailedMessages>(new() { Limit = Limits.MaxPageSize }, cancellationToken));
        var notifications = parts.TryAsync(
            Outboxes.Notifications,
            services.QueryAsync<GetNotificationsFailedMessages, FailedMessages>(new() { Limit = Limits.MaxPageSize }, cancellationToken));
        (string Name, FailedMessages? Failed)[] all = [(Outboxes.Feedback, await feedback), (Outboxes.Notifications, await notifications)];
        foreach (var (name, failed) in all)
        {
            if (failed?.Missing is { } reason)
                parts.Add(name, reason);
        }

        return TypedResults.Ok(new FailedMessagesResponse(
            [.. all.SelectMany(service => service.Failed?.Items ?? []).Select(FailedMessageDto.From)],
            all.Any(service => service.Failed?.HasMore == true),
            parts.Missing));
    }

    private static async Task<Results<Ok<FailedMessageDetailsResponse>, ProblemHttpResult>> ShowAsync(
        string queue, [Description("The message.")] string? message, ServiceClient services, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(message))
            throw new InvalidInputException("message", "is required");

        var found = IsOfNotifications(queue)
            ? await services.QueryAsync<GetNotificationsFailedMessages, FailedMessages>(
                new() { Queue = queue, MessageId = message, Limit = 1 }, cancellationToken)
            : await services.QueryAsync<GetFeedbackFailedMessages, FailedMessages>(
                new() { Queue = queue, MessageId = message, Limit = 1 }, cancellationToken);
        return found.Items is [var failed, ..]
            ? TypedResults.Ok(FailedMessageDetailsResponse.From(failed))
            : TypedResults.Problem(KnownProblems.NoFailedMessage());
    }

    private static Task<Results<Ok<ChangedResponse>, ProblemHttpResult>> ReplayAsync(
        string queue,
        [Description("The message.")] string? message,
        [Description("true: all of the queue.")] string? all,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken) =>
        ChangeAsync(StoppedMessageActions.Replay, queue, message, all, caller, services, cancellationToken);

    private static Task<Results<Ok<ChangedResponse>, ProblemHttpResult>> DiscardAsync(
        string queue,
        [Description("The message.")] string? message,
        [Description("true: all of the queue.")] string? all,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken) =>
        ChangeAsync(StoppedMessageActions.Discard, queue, message, all, caller, services, cancellationToken);

    private static async Task<Results<Ok<ChangedResponse>, ProblemHttpResult>> ChangeAsync(
        string action,
        string queue,
        string? message,
        string? all,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        var id = Selected.One("message", message, all);
        var changed = IsOfNotifications(queue)
            ? await services.SendAsync<ChangeNotificationsFailedMessages, FailedMessagesChanged>(
                new() { Action = action, Queue = queue, MessageId = id, CallerId = caller.CallerId() }, cancellationToken)
            : await services.SendAsync<ChangeFeedbackFailedMessages, FailedMessagesChanged>(
                new() { Action = action, Queue = queue, MessageId = id, CallerId = caller.CallerId() }, cancellationToken);
        return changed.Count == 0
            ? TypedResults.Problem(KnownProblems.NoFailedMessage())
            : TypedResults.Ok(new ChangedResponse(changed.Count));
    }

    private static bool IsOfNotifications(string queue) => queue.StartsWith(OfNotifications, StringComparison.Ordinal);
}

/// <summary>Messages whose handling failed.</summary>
/// <param name="Items">The messages, by queue.</param>
/// <param name="HasMore">Whether there may be more.</param>
/// <param name="Missing">What could not be read, or is not there, with the reason.</param>
internal sealed record FailedMessagesResponse(
    IReadOnlyList<FailedMessageDto> Items, bool HasMore, IReadOnlyDictionary<string, string> Missing);

/// <summary>A message whose handling failed.</summary>
/// <param name="Queue">The queue whose message failed, without <c>_error</c>.</param>
/// <param name="Message">Its id; null if its publisher gave it none: then it is moved or deleted only with all of its queue.</param>
/// <param name="MessageType">The URN of its type, where the headers name it.</param>
/// <param name="Failure">The type of the exception, or why the broker moved it there.</param>
/// <param name="FailureMessage">The text of the exception, which holds ids only.</param>
/// <param name="FailedAt">When it failed, as the headers say it.</param>
internal sealed record FailedMessageDto(
    string Queue, string? Message, string? MessageType, string? Failure, string? FailureMessage, string? FailedAt)
{
    public static FailedMessageDto From(FailedMessage failed) => new(
        failed.Queue, failed.MessageId, failed.MessageType, failed.Failure, failed.FailureMessage, failed.FailedAt);
}

/// <summary>A message whose handling failed, in full but for texts.</summary>
/// <param name="Error">What the list shows of it.</param>
/// <param name="StackTrace">Where the exception was thrown, at most 20,000 characters of it.</param>
/// <param name="Body">What was sent, as JSON, of whose texts it says how long they are; at most 20,000 characters of it.</param>
internal sealed record FailedMessageDetailsResponse(FailedMessageDto Error, string? StackTrace, string? Body)
{
    public static FailedMessageDetailsResponse From(FailedMessage failed) =>
        new(FailedMessageDto.From(failed), failed.StackTrace, failed.Body);
}
