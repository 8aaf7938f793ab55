using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Security;
using Gateway.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Feedback;

/// <summary>The client provides feedback, requested or not.</summary>
internal static class ProvideFeedbackEndpoint
{
    public static void MapProvideFeedback(this RouteGroupBuilder signedIn) =>
        signedIn.MapPost("/contracts/{contractId}/feedback", ProvideAsync)
            .Accepts<ProvideFeedbackBody>("application/json")
            .TakesCommand()
            .WithTags("Feedback")
            .WithName("ProvideFeedback")
            .WithSummary("Provide feedback")
            .WithDescription(
                "For the contract's client, with or without a request; it shows at once. While a request waits, this answers it. "
                + "An Idempotency-Key header makes it safe to repeat.");

    private static async Task<Results<Created<FeedbackDto>, ValidationProblem, ProblemHttpResult>> ProvideAsync(
        string contractId,
        HttpRequest request,
        ClaimsPrincipal caller,
        ServiceClient services,
        NameDirectory directory,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var submittedAt = clock.Now();
        var body = ProvideFeedbackBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        var command = new ProvideFeedback
        {
            FeedbackId = Guid.CreateVersion7(),
            ContractId = contractId,
            CallerId = caller.CallerId(),
            Ratings = body.Ratings,
            Comment = body.Comment,
            SubmittedAt = submittedAt,
            Idempotency = Idempotency.KeyOf(request, body),
        };
        var response = await services.SendOnContractAsync<ProvideFeedback, FeedbackAccepted>(command, cancellationToken);
        var names = await directory.FindAsync(FeedbackDto.PeopleIn((response as FeedbackAccepted)?.Feedback), cancellationToken);
        return CommandResults.ToResult<FeedbackAccepted, Created<FeedbackDto>>(response, clock.Now(), accepted => TypedResults.Created(
            $"/api/contracts/{Uri.EscapeDataString(contractId)}/feedback/{accepted.Feedback.FeedbackId}",
            FeedbackDto.From(accepted.Feedback, names)));
    }
}

/// <summary>Public feedback: six ratings and an optional comment, nothing private (R21).</summary>
/// <param name="Ratings">The six ratings.</param>
/// <param name="Comment">A public comment, plain text, of 5,000 characters at most unless the operator set another length.</param>
internal sealed record ProvideFeedbackBody(
    FeedbackRatings Ratings, [property: MaxLength(JsonBody.MaxBytes)] string? Comment = null)
{
    private const string NotTaken =
        "is not a known member: feedback here is public, six ratings and a comment; private fields are not taken";

    public static ProvideFeedbackBody Read(JsonElement? body)
    {
        if (body is null)
            throw new InvalidInputException(JsonBody.WholeBody, "is required");

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var ratings = ReadRatings(reader.Object("ratings"));
        var read = new ProvideFeedbackBody(ratings, reader.OptionalLines("comment"));
        reader.RefuseOthers(NotTaken);
        errors.ThrowIfAny();
        return read;
    }

    private static FeedbackRatings ReadRatings(JsonObjectReader? reader)
    {
        if (reader is null)
            return RatingNames.ToRatings(new int[RatingNames.All.Count]);

        var ratings = RatingNames.All.Select(name => reader.Whole(name, Limits.MinRating, Limits.MaxRating)).ToList();
        reader.RefuseOthers(NotTaken);
        return RatingNames.ToRatings(ratings);
    }
}
