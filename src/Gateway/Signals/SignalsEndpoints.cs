using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using System.Xml;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using UtcInstants = Contracts.Messages.Instants;

namespace Gateway.Signals;

/// <summary>Facts that may point to abuse, for operators to look at (R67).</summary>
internal static class SignalsEndpoints
{
    public static void MapSignals(this RouteGroupBuilder operators)
    {
        operators.MapGet("/signals", GetAsync)
            .WithTags("Operations")
            .WithName("GetAbuseSignals")
            .WithSummary("Abuse signals")
            .WithDescription(
                "Facts that may point to abuse, with the evidence, the newest first. They prove nothing, and nothing follows from them. "
                + "They hold ids, instants and numbers, never what people wrote.");
        operators.MapPost("/signals/{signalId}/review", ReviewAsync)
            .Accepts<ReviewSignalBody>(isOptional: true, "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithTags("Operations")
            .WithName("ReviewAbuseSignal")
            .WithSummary("Mark an abuse signal as looked at")
            .WithDescription(
                "Who did it, when, and the note are kept. A signal that was marked before stays as it is, and `changed` is false.");
    }

    private static async Task<Results<Ok<AbuseSignalsResponse>, ValidationProblem>> GetAsync(
        [AsParameters] PageQuery page,
        [Description("Only those of this kind; left out: all.")] string? kind,
        [Description("Only those with this status; left out: all.")] string? status,
        [Description("Only those about this freelancer; left out: all.")] string? freelancerId,
        [Description("Only those of this instant or later; left out: all that are kept.")] string? since,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        DateTimeOffset? from = null;
        if (!string.IsNullOrEmpty(since))
        {
            if (UtcInstants.TryParse(since, out var instant))
                from = instant;
            else
                errors.Add("since", "must be an instant with its offset, such as 2026-03-01T00:00:00Z");
        }

        if (!string.IsNullOrEmpty(freelancerId) && TextRules.StorableIdProblem(freelancerId) is { } problem)
            errors.Add("freelancerId", problem);

        var chosenKind = OneOf("kind", kind, typeof(AbuseSignalKinds), errors);
        var chosenStatus = OneOf("status", status, typeof(AbuseSignalStatuses), errors);
        var (size, cursor) = page.Read(errors);
        var query = new GetAbuseSignals
        {
            Kind = chosenKind,
            Status = chosenStatus,
            FreelancerId = string.IsNullOrEmpty(freelancerId) ? null : freelancerId,
            Since = from,
            PageSize = size,
            Cursor = cursor,
        };
        var response = await services.QueryAsync<GetAbuseSignals, AbuseSignals, InvalidInput>(query, cancellationToken);
        return response switch
        {
            AbuseSignals signals => TypedResults.Ok(AbuseSignalsResponse.From(signals)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }

    private static string? OneOf(string parameter, string? value, Type names, InputErrors errors)
    {
        if (string.IsNullOrEmpty(value))
            return null;

        if (!OneOfAttribute.ValuesOf(names).Contains(value, StringComparer.Ordinal))
            errors.Add(parameter, $"must be one of {string.Join(", ", OneOfAttribute.ValuesOf(names))}");

        return value;
    }

    private static async Task<Results<Ok<ReviewedSignalResponse>, ValidationProblem, ProblemHttpResult>> ReviewAsync(
        string signalId,
        HttpRequest request,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        var body = ReviewSignalBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        if (!Guid.TryParse(signalId, out var id))
            return TypedResults.Problem(KnownProblems.NoSignal());

        var command = new ReviewAbuseSignal { SignalId = id, Note = body.Note, CallerId = caller.CallerId() };
        var response = await services.SendAsync<ReviewAbuseSignal, AbuseSignalReviewed, InvalidInput, UnknownAbuseSignal>(
            command, cancellationToken);
        return response switch
        {
            AbuseSignalReviewed reviewed =>
                TypedResults.Ok(new ReviewedSignalResponse(AbuseSignalDto.From(reviewed.Signal), reviewed.Changed)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            UnknownAbuseSignal => TypedResults.Problem(KnownProblems.NoSignal()),
            _ => throw ServiceClient.Unexpected(response),
        };
    }
}

/// <summary>What came of it; the body may be left out.</summary>
/// <param name="Note">Plain text of at most 2,000 characters, for other operators.</param>
internal sealed record ReviewSignalBody([property: MaxLength(Limits.MaxReasonLength)] string? Note = null)
{
    public static ReviewSignalBody Read(JsonElement? body)
    {
        if (body is null)
            return new ReviewSignalBody();

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var read = new ReviewSignalBody(reader.OptionalLines("note"));
        reader.RefuseOthers();
        errors.ThrowIfAny();
        return read;
    }
}

/// <summary>A signal that was looked at.</summary>
/// <param name="Signal">The signal as it stands now.</param>
/// <param name="Changed">False: it was marked before, and nothing was done.</param>
internal sealed record ReviewedSignalResponse(AbuseSignalDto Signal, bool Changed);

/// <summary>A page of abuse signals.</summary>
/// <param name="Items">The signals, the newest first.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record AbuseSignalsResponse(IReadOnlyList<AbuseSignalDto> Items, string? Next)
{
    public static AbuseSignalsResponse From(AbuseSignals signals) => new([.. signals.Items.Select(AbuseSignalDto.From)], signals.Next);
}

/// <summary>A fact that may point to abuse.</summary>
/// <param name="SignalId">The signal.</param>
/// <param name="Kind">What was found.</param>
/// <param name="Status">Whether an operator has looked at it.</param>
/// <param name="ContractId">The contract of the request or the feedback.</param>
/// <param name="FreelancerId">The freelancer of that contract.</param>
/// <param name="ClientId">The client of that contract.</param>
/// <param name="RequestId">The request that it is about; null if it is about feedback.</param>
/// <param name="FeedbackId">The feedback that it is about; null if it is about a request.</param>
/// <param name="At">When the request was made or the feedback provided, in UTC.</param>
/// <param name="Evidence">What was found.</param>
/// <param name="ReviewedAt">When an operator marked it as looked at, in UTC; null while it is open.</param>
/// <param name="ReviewedBy">The operator who did.</param>
/// <param name="Note">What the operator wrote about it.</param>
internal sealed record AbuseSignalDto(
    Guid SignalId,
    [property: OneOf(typeof(AbuseSignalKinds))] string Kind,
    [property: OneOf(typeof(AbuseSignalStatuses))] string Status,
    string ContractId,
    string FreelancerId,
    string ClientId,
    Guid? RequestId,
    Guid? FeedbackId,
    DateTimeOffset At,
    AbuseSignalEvidenceDto Evidence,
    DateTimeOffset? ReviewedAt,
    string? ReviewedBy,
    string? Note)
{
    public static AbuseSignalDto From(AbuseSignalView signal) => new(
        signal.SignalId,
        signal.Kind,
        signal.Status,
        signal.ContractId,
        signal.FreelancerId,
        signal.ClientId,
        signal.RequestId,
        signal.FeedbackId,
        signal.At,
        AbuseSignalEvidenceDto.From(signal.Evidence),
        signal.ReviewedAt,
        signal.ReviewedBy,
        signal.Note);
}

/// <summary>What was found; each kind of signal has members of its own, and the others are null.</summary>
/// <param name="PaymentId">Near a refund or a bonus: the payment.</param>
/// <param name="PaymentAt">Near a refund or a bonus: when the payment was reversed, or the bonus paid, in UTC.</param>
/// <param name="OtherContractId">Of a pair: the contract on which the two have swapped their roles.</param>
/// <param name="OtherFeedbackId">Of a pair: the feedback on that contract.</param>
/// <param name="OtherAt">Of a pair: when that feedback was provided, in UTC.</param>
/// <param name="Count">From young accounts: how many feedbacks of five stars there were within the window, with this one.</param>
/// <param name="Clients">From young accounts: of how many clients these are.</param>
/// <param name="FeedbackIds">From young accounts: these feedbacks, the newest first, twenty at most.</param>
/// <param name="AccountOpenedAt">From young accounts: when the account of this feedback's client was opened, in UTC.</param>
/// <param name="Window">The length of time that counted as near, or within which it was counted, in ISO 8601.</param>
/// <param name="Pattern">Of a plea: the name of the pattern that the note matches.</param>
internal sealed record AbuseSignalEvidenceDto(
    string? PaymentId,
    DateTimeOffset? PaymentAt,
    string? OtherContractId,
    Guid? OtherFeedbackId,
    DateTimeOffset? OtherAt,
    int? Count,
    int? Clients,
    IReadOnlyList<Guid>? FeedbackIds,
    DateTimeOffset? AccountOpenedAt,
    string? Window,
    string? Pattern)
{
    public static AbuseSignalEvidenceDto From(AbuseSignalEvidence evidence) => new(
        evidence.PaymentId,
        evidence.PaymentAt,
        evidence.OtherContractId,
        evidence.OtherFeedbackId,
        evidence.OtherAt,
        evidence.Count,
        evidence.Clients,
        evidence.FeedbackIds,
        evidence.AccountOpenedAt,
        evidence.Window is { } window ? XmlConvert.ToString(window) : null,
        evidence.Pattern);
}
