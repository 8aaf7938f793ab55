using System.Text.Json.Nodes;
using Gateway.Inbox;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>Examples for all that is sent and received, the headers of responses, and one description for each kind of error.</summary>
internal static class ResponseDetails
{
    private static readonly OpenApiHeader _retryAfter = new()
    {
        Description = "How many seconds to wait.",
        Required = true,
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
        Example = 5,
    };

    private static readonly OpenApiHeader _location = new()
    {
        Description = "Where it is read.",
        Required = true,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" },
    };

    private static readonly OpenApiHeader _challenge = new()
    {
        Description = "`Bearer`, and what is wrong with the token.",
        Required = true,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = "Bearer",
    };

    private static readonly Dictionary<string, (string Name, string Description, string? Header)> _errors = new()
    {
        ["400"] = ("Invalid", "A body, a parameter or a header is not acceptable; `errors` names each.", null),
        ["401"] = ("Unauthenticated", "No bearer token, or one that is not accepted.", "WWW-Authenticate"),
        ["403"] = ("Forbidden", "The caller is known, and may not do this.", null),
        ["404"] = ("NotFound", "There is nothing at this address for this caller.", null),
        ["409"] = ("Refused", "The rules of feedback refuse it now; `reasons` says why and until when.", null),
        ["415"] = ("UnsupportedMediaType", "The body is in a format that this address does not take.", null),
        ["422"] = ("IdempotencyKeyReused", "The idempotency key was used before with another body.", null),
        ["429"] = ("TooMany", "The caller does too much, or too much reaches one client; `limit` says which limit it is.", "Retry-After"),
        ["500"] = ("InternalError", "A fault on our side.", null),
        ["503"] = ("Unavailable", "A service did not answer in time, or too many calls are in hand.", "Retry-After"),
    };

    private static readonly Dictionary<string, string> _successes = new()
    {
        ["200"] = "What was asked for.",
        ["201"] = "It was made.",
        ["202"] = "It was taken, and can't be lost any more.",
        ["204"] = "It is done.",
    };

    public static void Describe(OpenApiDocument document, Examples examples)
    {
        foreach (var path in document.Paths.Values)
        {
            foreach (var operation in path.Operations!.Values)
            {
                if (operation is { Parameters: null or [], RequestBody: null })
                    operation.Responses?.Remove("400");

                foreach (var body in operation.RequestBody?.Content?.Values ?? [])
                    AddExample(body, examples);

                operation.Responses = InOrder(operation.Responses ?? [], response => Describe(document, response, examples));
            }
        }
    }

    private static OpenApiResponses InOrder(
        OpenApiResponses responses, Func<KeyValuePair<string, IOpenApiResponse>, IOpenApiResponse> describe)
    {
        var sorted = new OpenApiResponses();
        foreach (var response in responses.OrderBy(response => response.Key, StringComparer.Ordinal))
            sorted[response.Key] = describe(response);

        return sorted;
    }

    private static IOpenApiResponse Describe(
        OpenApiDocument document, KeyValuePair<string, IOpenApiResponse> response, Examples examples)
    {
        var (status, described) = (response.Key, (OpenApiResponse)response.Value);
        if (_errors.TryGetValue(status, out var error))
            return DescribeError(document, status, error, described, examples);

        described.Description = _successes.GetValueOrDefault(status, described.Description ?? status);
        foreach (var (contentType, content) in described.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (contentType == MessageStream.ContentType)
                content.Example = examples.OfStream();
            else
                AddExample(content, examples);
        }

        if (status == "201")
            described.Headers = new Dictionary<string, IOpenApiHeader> { ["Location"] = _location };

        return described;
    }

    private static OpenApiResponseReference DescribeError(
        OpenApiDocument document,
        string status,
        (string Name, string Description, string? Header) error,
        OpenApiResponse described,
        Examples examples)
    {
        if (document.Components?.Responses?.ContainsKey(error.Name) != true)
        {
            described.Description = error.Description;
            described.Content!.Values.Single().Examples = examples.OfProblems(int.Parse(status, null));
            if (error.Header is { } header)
            {
                described.Headers = new Dictionary<string, IOpenApiHeader>
                {
                    [header] = header == "Retry-After" ? _retryAfter : _challenge,
                };
            }

            document.AddComponent<IOpenApiResponse>(error.Name, described);
        }

        return new OpenApiResponseReference(error.Name, document);
    }

    private static void AddExample(OpenApiMediaType described, Examples examples)
    {
        if (described.Schema is OpenApiSchemaReference { Reference.Id: { } name })
            described.Examples = examples.Of(name);
        else if (described.Schema is OpenApiSchema { Items: OpenApiSchemaReference { Reference.Id: { } item } })
            described.Example = new JsonArray([.. examples.Of(item).Values.Select(example => example.Value!.DeepClone())]);
    }
}
