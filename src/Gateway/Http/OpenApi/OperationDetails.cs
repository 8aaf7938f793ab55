using Gateway.Upstream;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>What the description of an operation needs beyond what its types and metadata say.</summary>
internal static class OperationDetails
{
    public const string Bearer = "bearer";

    public static Task DescribeSecurity(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];

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
            parameter.Schema = (parameter.In, parameter.Name) switch
            {
                (ParameterLocation.Path, _) => Text(Limits.MaxIdLength),
                (_, "limit") => new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = $"{Limits.MaxPageSize}",
                    Default = Limits.DefaultPageSize,
                },
                (_, "unread") => new OpenApiSchema { Type = JsonSchemaType.Boolean },
                _ => parameter.Schema,
            };
        }

        return Task.CompletedTask;
    }

    public static Task DescribeBatch(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.RequestBody?.Content?.TryGetValue(UpstreamEndpoints.BatchContentType, out var batch) == true
            && batch.Schema is { } single)
            batch.Schema = new OpenApiSchema { Type = JsonSchemaType.Array, MaxItems = CloudEventReader.MaxBatch, Items = single };

        return Task.CompletedTask;
    }

    public static Task SortResponses(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in (operation.Responses ?? []).OrderBy(response => response.Key, StringComparer.Ordinal))
            sorted[status] = response;

        operation.Responses = sorted;
        return Task.CompletedTask;
    }

    private static OpenApiSchema Text(int maxLength) => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxLength };
}
