using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Http.Security;
using Gateway.Inbox;
using Gateway.Upstream;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>What the description of an operation needs beyond what its types and metadata say.</summary>
internal static class OperationDetails
{
    public const string Bearer = "bearer";

    private static readonly Dictionary<string, (string Description, string Example)> _ids = new()
    {
        ["contractId"] = ("The contract.", "c-website-redesign"),
        ["requestId"] = ("The request.", "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e01"),
        ["feedbackId"] = ("The feedback.", "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e02"),
        ["messageId"] = ("The message.", "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e03"),
        ["deliveryId"] = ("The delivery.", "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e04"),
        ["webhookId"] = ("The subscriber.", "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e06"),
        ["outbox"] = ("Whose outbox: `feedback` or `notifications`.", "feedback"),
        ["queue"] = ("The queue whose messages failed, without `_error`.", "notifications-email"),
        ["signalId"] = ("The signal.", "9f2c1a4e-6a10-4c3e-8f00-2b1d5a7c9e05"),
        ["freelancerId"] = ("The freelancer.", "u-ana"),
        ["agencyId"] = ("The agency.", "a-northwind"),
    };

    /// <summary>Says who may: nobody in particular, whoever is signed in, or who has one of the roles.</summary>
    public static Task DescribeSecurity(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var needed = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().ToList();
        operation.Security = needed.Count == 0
            ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        foreach (var role in needed.Select(data => data.Policy).OfType<string>())
            operation.Description += $" Needs the role `{role}`.";

        return Task.CompletedTask;
    }

    public static Task DescribeIdempotency(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.Responses?.ContainsKey("422") == true)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = Idempotency.Header,
                In = ParameterLocation.Header,
                Description = $"1 to {Limits.MaxIdempotencyKeyLength} characters. "
                    + "The same key with the same body gives the first answer again; with another body, 422.",
                Schema = Text(Limits.MaxIdempotencyKeyLength),
                Example = "5f0c2a5e-1d5b-4b57-9a07-0f7f3a6f2c11",
            });
        }

        return Task.CompletedTask;
    }

    /// <summary>Parameters are read as text, so that a bad one can be told by name; here they stand as what they mean.</summary>
    public static Task DescribeParameters(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter.In == ParameterLocation.Path)
            {
                parameter.Schema = Text(Limits.MaxIdLength);
                if (_ids.TryGetValue(parameter.Name ?? "", out var id))
                    (parameter.Description, parameter.Example) = (id.Description, id.Example);
            }
            else
                parameter.Schema = SchemaOf(parameter, operation.OperationId);
        }

        if (operation.Responses?.Values.Any(response => response.Content?.ContainsKey(MessageStream.ContentType) == true) == true)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = BearerSetup.StreamTokenParameter,
                In = ParameterLocation.Query,
                Description = "The bearer token of a browser's EventSource, which can't set headers.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    }

    public static Task DescribeBodies(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.RequestBody?.Content?.TryGetValue(UpstreamEndpoints.BatchContentType, out var batch) == true
            && batch.Schema is { } single)
            batch.Schema = new OpenApiSchema { Type = JsonSchemaType.Array, MaxItems = CloudEventReader.MaxBatch, Items = single };

        return Task.CompletedTask;
    }

    private static IOpenApiSchema? SchemaOf(OpenApiParameter parameter, string? operation) => parameter.Name switch
    {
        "limit" => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = Limits.MaxPageSize.ToString(CultureInfo.InvariantCulture),
            Default = Limits.DefaultPageSize,
        },
        "since" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        "version" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "0" },
        "cursor" => Text(Limits.MaxCursorLength),
        "contractId" or "freelancerId" => Text(Limits.MaxIdLength),
        "kind" => OneOf(typeof(AbuseSignalKinds)),
        "requestId" or "webhookId" or "id" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        "status" => OneOf(operation switch
        {
            "GetFeedbackReports" => typeof(FeedbackReportStatuses),
            "GetWebhookDeliveries" => typeof(WebhookStatuses),
            "GetAbuseSignals" => typeof(AbuseSignalStatuses),
            _ => typeof(DeliveryStatuses),
        }),
        "unread" or "all" => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        MessageStream.LastEventId => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        _ => parameter.Schema,
    };

    private static OpenApiSchema OneOf(Type names) =>
        new() { Type = JsonSchemaType.String, Enum = [.. OneOfAttribute.ValuesOf(names).Select(value => (JsonNode)value)] };

    private static OpenApiSchema Text(int maxLength) => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxLength };
}
