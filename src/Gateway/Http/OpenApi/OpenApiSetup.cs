using Gateway.Http.Security;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>Describes the HTTP interface as OpenAPI 3.1.</summary>
internal static class OpenApiSetup
{
    private const string Introduction = """
        Mid-contract feedback over HTTP. JSON in camelCase; instants are ISO 8601 in UTC, ending in `Z`; absent values are
        `null`. Lists are `{ "items": [...], "next": "cursor" | null }`.

        Every error is a problem (RFC 9457, `application/problem+json`) with a stable `type`, `urn:feedback:problem:` and one of:
        `invalid-input` (400, with `errors` by member), `unauthenticated` (401), `forbidden` (403), `not-found` (404: also for
        who is no party to a contract), `method-not-allowed` (405), `refused` (409, with `reasons`: `code`, `detail`, `endsAt`),
        `too-large` (413), `unsupported-media-type` (415), `idempotency-key-reused` (422),
        `too-many` (429, with `limit` and `Retry-After`), `internal-error` (500),
        `unavailable` and `overloaded` (503, with `Retry-After`), `not-ready` (503 of the readiness check).
        """;

    public static void AddGatewayOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Mid-contract feedback", Version = "v1", Description = Introduction };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[OperationDetails.Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "`sub` is the user id; `role`, `roles` or `groups` may hold `upstream` or `ops`.",
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(DescribeInstants);
        options.AddSchemaTransformer(MessageSchema.Describe);
        options.AddSchemaTransformer(ProblemSchema.Describe);
        options.AddOperationTransformer(OperationDetails.DescribeSecurity);
        options.AddOperationTransformer(OperationDetails.DescribeIdempotency);
        options.AddOperationTransformer(OperationDetails.DescribeParameters);
        options.AddOperationTransformer(OperationDetails.DescribeBatch);
        options.AddOperationTransformer(OperationDetails.SortResponses);
    });

    /// <summary>Serves the description as a page, at <c>/swagger</c>.</summary>
    public static void UseDescriptionPage(this WebApplication app) => app.UseSwaggerUI(swagger =>
    {
        swagger.DocumentTitle = "Mid-contract feedback API";
        swagger.SwaggerEndpoint("/openapi/v1.json", "v1");
    });

    /// <summary>Serves the description itself, to anyone or to operators alone.</summary>
    public static void MapDescription(this WebApplication app, bool isPublic)
    {
        var description = app.MapOpenApi();
        if (!isPublic)
            description.RequireAuthorization(Policies.Operations);
    }

    private static Task DescribeInstants(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }
}
