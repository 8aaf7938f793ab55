using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>Describes the HTTP interface as OpenAPI 3.1. docs/api.md says how a new route is described.</summary>
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

    private static readonly (string Name, string Description)[] _tags =
    [
        ("Contract room", "What a party of a contract sees of its feedback, and may do."),
        ("Requests", "The freelancer requests feedback, and the client has 14 days to answer."),
        ("Feedback", "The client provides feedback, requested or not, and the freelancer may report it."),
        ("Work history", "Public feedback on the contracts of a freelancer or an agency."),
        ("Messages", "The in-app messages of the signed-in user."),
        ("Upstream", "Events of the contract, payment, profile and end-of-contract feedback systems, and what the last of them fetches."),
        ("Operations", "For operators."),
    ];

    public static void AddGatewayOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.AddSchemaTransformer(SchemaDetails.Describe);
        options.AddOperationTransformer(OperationDetails.DescribeSecurity);
        options.AddOperationTransformer(OperationDetails.DescribeIdempotency);
        options.AddOperationTransformer(OperationDetails.DescribeParameters);
        options.AddOperationTransformer(OperationDetails.DescribeBodies);
        options.AddDocumentTransformer(DescribeDocument);
        options.AddDocumentTransformer(UpstreamData.Describe);
        options.AddDocumentTransformer((document, context, _) =>
        {
            var json = context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            ResponseDetails.Describe(document, new Examples(json));
            return Task.CompletedTask;
        });
    });

    /// <summary>Serves the description as a page, at <c>/swagger</c>; in demo mode with people to sign in as.</summary>
    public static void UseDescriptionPage(this WebApplication app) => app.UseSwaggerUI(swagger =>
    {
        swagger.DocumentTitle = "Mid-contract feedback API";
        swagger.SwaggerEndpoint("/openapi/v1.json", "v1");
        swagger.EnablePersistAuthorization();
        swagger.InjectStylesheet("/description/sign-in.css");
        swagger.InjectJavascript("/description/sign-in.js", "module");
    });

    /// <summary>Serves the description itself, to anyone or to operators alone.</summary>
    public static void MapDescription(this WebApplication app, bool isPublic)
    {
        var description = app.MapOpenApi();
        description.Add(endpoint =>
        {
            // The framework serves every document by its name, those for our own use too, and answers other names in plain text.
            var serve = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                if ("v1".Equals(context.GetRouteValue("documentName") as string, StringComparison.OrdinalIgnoreCase))
                    return serve(context);

                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            };
        });
        if (!isPublic)
            description.RequireAuthorization(Policies.Operations);
    }

    private static Task DescribeDocument(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Mid-contract feedback",
            Version = "v1",
            Description = Introduction,
            Contact = new OpenApiContact { Name = "The operators of this installation" },
            License = new OpenApiLicense { Name = "Proprietary", Identifier = "LicenseRef-Proprietary" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "The gateway that serves this description." }];
        document.Tags = _tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        document.AddComponent<IOpenApiSecurityScheme>(OperationDetails.Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = $"`sub` is the user id; `role`, `roles` or `groups` may hold `{Policies.Upstream}` or `{Policies.Operations}`.",
        });
        return Task.CompletedTask;
    }
}
