using System.ComponentModel;
using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Operations;

/// <summary>Messages that could not be sent, or in memory not be handled, and were set aside.</summary>
internal static class ParkedRowsEndpoints
{
    public static void MapParkedRows(this RouteGroupBuilder operators)
    {
        var parked = operators.MapGroup("/parked").WithTags("Operations");
        parked.MapGet("", GetAsync)
            .WithName("GetParkedRows")
            .WithSummary("Parked rows")
            .WithDescription("Of both outboxes, those that were parked first first: at most 100 of each. Without bodies.");
        parked.MapPost("/{outbox}/replay", ReplayAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReplayParkedRows")
            .WithSummary("Send parked rows again")
            .WithDescription("One, or all of an outbox, with all their attempts before them.");
        parked.MapPost("/{outbox}/discard", DiscardAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("DiscardParkedRows")
            .WithSummary("Delete parked rows")
            .WithDescription("One, or all of an outbox: what they tell nobody learns. This can't be undone.");
    }

    private static async Task<Ok<ParkedRowsResponse>> GetAsync(ServiceClient services, CancellationToken cancellationToken)
    {
        var parts = new Parts(cancellationToken);
        var feedback = parts.TryAsync(
            Outboxes.Feedback,
            services.QueryAsync<GetFeedbackParkedRows, ParkedRows>(new() { Limit = Limits.MaxPageSize }, cancellationToken));
        var notifications = parts.TryAsync(
            Outboxes.Notifications,
            services.QueryAsync<GetNotificationsParkedRows, ParkedRows>(new() { Limit = Limits.MaxPageSize }, cancellationToken));
        (string Name, ParkedRows? Rows)[] outboxes = [(Outboxes.Feedback, await feedback), (Outboxes.Notifications, await notifications)];
        return TypedResults.Ok(new ParkedRowsResponse(
            [.. outboxes.SelectMany(outbox => outbox.Rows?.Items.Select(row => ParkedRowDto.From(outbox.Name, row)) ?? [])],
            outboxes.Any(outbox => outbox.Rows?.HasMore == true),
            parts.Missing));
    }

    private static Task<Results<Ok<ChangedResponse>, ProblemHttpResult>> ReplayAsync(
        string outbox,
        [Description("The row.")] string? id,
        [Description("true: all of the outbox.")] string? all,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken) =>
        ChangeAsync(StoppedMessageActions.Replay, outbox, id, all, caller, services, cancellationToken);

    private static Task<Results<Ok<ChangedResponse>, ProblemHttpResult>> DiscardAsync(
        string outbox,
        [Description("The row.")] string? id,
        [Description("true: all of the outbox.")] string? all,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken) =>
        ChangeAsync(StoppedMessageActions.Discard, outbox, id, all, caller, services, cancellationToken);

    private static async Task<Results<Ok<ChangedResponse>, ProblemHttpResult>> ChangeAsync(
        string action,
        string outbox,
        string? id,
        string? all,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        Guid? rowId = null;
        if (Selected.One("id", id, all) is { } one)
        {
            if (!Guid.TryParse(one, out var row))
                return TypedResults.Problem(KnownProblems.NoParkedRow());

            rowId = row;
        }

        var changed = outbox switch
        {
            Outboxes.Feedback => await services.SendAsync<ChangeFeedbackParkedRows, ParkedRowsChanged>(
                new() { Action = action, RowId = rowId, CallerId = caller.CallerId() }, cancellationToken),
            Outboxes.Notifications => await services.SendAsync<ChangeNotificationsParkedRows, ParkedRowsChanged>(
                new() { Action = action, RowId = rowId, CallerId = caller.CallerId() }, cancellationToken),
            _ => null,
        };
        return changed is null || (changed.Count == 0 && rowId is not null)
            ? TypedResults.Problem(KnownProblems.NoParkedRow())
            : TypedResults.Ok(new ChangedResponse(changed.Count));
    }
}

/// <summary>The outboxes, as they stand on the wire.</summary>
internal static class Outboxes
{
    /// <summary>That of the saga service.</summary>
    public const string Feedback = "feedback";

    /// <summary>That of Notifications.</summary>
    public const string Notifications = "notifications";
}

/// <summary>Who names nothing has to say that all is meant.</summary>
internal static class Selected
{
    /// <summary>What is named; null if all is meant.</summary>
    /// <exception cref="InvalidInputException">Neither is said, or both.</exception>
    public static string? One(string name, string? value, string? all)
    {
        var errors = new InputErrors();
        var everything = all == "true";
        if (all is not (null or "" or "true" or "false"))
            errors.Add("all", "must be true or false");
        else if (string.IsNullOrEmpty(value) != everything)
            errors.Add(name, "name one, or say all=true, and not both");

        errors.ThrowIfAny();
        return everything ? null : value;
    }
}

/// <summary>Parked rows.</summary>
/// <param name="Items">The rows, those of the saga service first.</param>
/// <param name="HasMore">Whether there are more.</param>
/// <param name="Missing">What could not be read, with the reason.</param>
internal sealed record ParkedRowsResponse(
    IReadOnlyList<ParkedRowDto> Items, bool HasMore, IReadOnlyDictionary<string, string> Missing);

/// <summary>A parked row, without its message's body.</summary>
/// <param name="Outbox">Whose outbox it stands in: one of <c>Outboxes</c>.</param>
/// <param name="RowId">The row.</param>
/// <param name="MessageId">The message, as logs and traces name it.</param>
/// <param name="MessageType">The URN of the message's type.</param>
/// <param name="Destination">The address to send to.</param>
/// <param name="Attempts">How many attempts have failed.</param>
/// <param name="LastError">The type of the last failure.</param>
/// <param name="ParkedAt">When it was parked, in UTC.</param>
internal sealed record ParkedRowDto(
    [property: OneOf(typeof(Outboxes))] string Outbox,
    Guid RowId,
    Guid MessageId,
    string MessageType,
    string Destination,
    int Attempts,
    string? LastError,
    DateTimeOffset ParkedAt)
{
    public static ParkedRowDto From(string outbox, ParkedRow row) => new(
        outbox, row.RowId, row.MessageId, row.MessageType, row.Destination, row.Attempts, row.LastError, row.ParkedAt);
}

/// <summary>How many messages were sent, moved back or deleted.</summary>
/// <param name="Count">The number of messages.</param>
internal sealed record ChangedResponse(int Count);
