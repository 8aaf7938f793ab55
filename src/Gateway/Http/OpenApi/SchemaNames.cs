using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Contracts;
using Gateway.Http.Problems;
using Gateway.Inbox;
using Gateway.Moderation;
using Gateway.Operations;
using Gateway.Requests;
using Gateway.Upstream;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>
/// The names of the schemas for who reads the description: a type's own name without the word that says what it is for in the code, or
/// one that is given here.
/// </summary>
internal static class SchemaNames
{
    private static readonly string[] _suffixes = ["Response", "View", "Dto", "Body"];

    private static readonly Dictionary<Type, string> _given = new()
    {
        [typeof(AcceptedResponse)] = "EventsAccepted",
        [typeof(FeedbackRatings)] = "Ratings",
        [typeof(HttpValidationProblemDetails)] = "Invalid",
        [typeof(MessagesResponse)] = "MessageList",
        [typeof(ModerationBody)] = "ModerationNote",
        [typeof(MyContractDto)] = "MyContractsItem",
        [typeof(NotificationPreferencesBody)] = "NotificationPreferencesChange",
        [typeof(ProblemDetails)] = "Problem",
        [typeof(RefusedProblem)] = "Refusal",
        [typeof(RequestAcceptedResponse)] = "FeedbackRequestAccepted",
        [typeof(RolloutBody)] = "RolloutChange",
        [typeof(TooManyProblem)] = "TooMany",
    };

    /// <summary>None for a type that is described where it is used.</summary>
    public static string? Of(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null || type.Type == typeof(JsonElement) ? null : Of(type.Type);

    public static string Of(Type type)
    {
        if (_given.TryGetValue(type, out var given))
            return given;

        var suffix = _suffixes.FirstOrDefault(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal)) ?? "";
        return type.Name[..^suffix.Length];
    }
}
