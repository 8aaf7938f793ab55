using System.ComponentModel;
using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Load;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using InboxPage = Contracts.Messages.Inbox;

namespace Gateway.Inbox;

/// <summary>The signed-in user's in-app messages.</summary>
internal static class InboxEndpoints
{
    public static void MapInbox(this RouteGroupBuilder signedIn)
    {
        var messages = signedIn.MapGroup("/me/messages").WithTags("Messages");
        messages.MapGet("", GetAsync)
            .WithName("GetMyMessages")
            .WithSummary("My messages")
            .WithDescription("In-app messages, newest first, each with how its request stands now, and the count of all that are unread.");
        messages.MapPost("/read", MarkAllReadAsync)
            .WithName("MarkMessagesRead")
            .WithSummary("Mark all messages as read")
            .WithDescription("All of the caller's, or with contractId those about that contract. The first reading of a message counts.");
        messages.MapPost("/{messageId}/read", MarkReadAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("MarkMessageRead")
            .WithSummary("Mark a message as read")
            .WithDescription("For its recipient. The first reading counts.");
        messages.MapGet("/stream", StreamAsync)
            .WithMetadata(new CallsInHand(AreBounded: false))
            .Produces<string>(StatusCodes.Status200OK, MessageStream.ContentType)
            .ProducesValidationProblem()
            .WithName("StreamMyMessages")
            .WithSummary("My messages as they come")
            .WithDescription(
                "Server-Sent Events: id is the messageId, event the kind, data the message. Last-Event-ID brings what was missed. "
                + "The stream is a hint, the list is the truth. A browser's EventSource, which can't set headers, may give its token "
                + "as access_token in the query here. The stream ends when its token does, and when the user has opened too many others.");
    }

    private static async Task<Results<Ok<MessagesResponse>, ValidationProblem>> GetAsync(
        [AsParameters] PageQuery page,
        [Description("true: only unread; false: only read; left out: all.")] string? unread,
        ClaimsPrincipal caller,
        ServiceClient services,
        RequestStatuses statuses,
        CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var onlyUnread = ReadUnread(unread, errors);
        var (size, cursor) = page.Read(errors);
        var query = new GetInbox { RecipientId = caller.CallerId(), Unread = onlyUnread, PageSize = size, Cursor = cursor };
        var response = await services.QueryAsync<GetInbox, InboxPage, InvalidInput>(query, cancellationToken);
        return response switch
        {
            InboxPage inbox => TypedResults.Ok(await statuses.AddAsync(inbox, cancellationToken)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> MarkReadAsync(
        string messageId, ClaimsPrincipal caller, ServiceClient services, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(messageId, out var id))
            return TypedResults.Problem(KnownProblems.NoMessage());

        var command = new MarkInboxMessageRead { MessageId = id, RecipientId = caller.CallerId(), ReadAt = clock.Now() };
        var response = await services.SendAsync<MarkInboxMessageRead, InboxMessageRead, InboxMessageNotFound>(command, cancellationToken);
        return response is InboxMessageRead ? TypedResults.NoContent() : TypedResults.Problem(KnownProblems.NoMessage());
    }

    private static async Task<Results<NoContent, ValidationProblem>> MarkAllReadAsync(
        [Description("Only messages about this contract; left out: all.")] string? contractId,
        ClaimsPrincipal caller,
        ServiceClient services,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (contractId is not null && !TextRules.IsStorableId(contractId))
            throw new InvalidInputException("contractId", "is not the id of a contract");

        var command = new MarkInboxRead { RecipientId = caller.CallerId(), ContractId = contractId, ReadAt = clock.Now() };
        await services.SendAsync<MarkInboxRead, InboxRead>(command, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task StreamAsync(
        [FromHeader(Name = MessageStream.LastEventId), Description("The id of the last event that arrived: what was missed comes first.")]
        string? lastEventId,
        HttpContext context,
        ClaimsPrincipal caller,
        MessageStream stream)
    {
        Guid? last = null;
        if (!string.IsNullOrEmpty(lastEventId))
        {
            last = Guid.TryParse(lastEventId, out var id)
                ? id
                : throw new InvalidInputException(MessageStream.LastEventId, "must be the id of an event of this stream");
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        ending.CancelAtEndOfToken(context);
        await stream.WriteAsync(caller.CallerId(), last, context.Response, ending.Token);
    }

    private static bool? ReadUnread(string? text, InputErrors errors)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (bool.TryParse(text, out var unread))
            return unread;

        errors.Add("unread", "must be true or false");
        return null;
    }
}
