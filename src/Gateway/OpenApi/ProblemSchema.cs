using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.OpenApi;

/// <summary>Describes problems as they are written: the framework's type has members that are not, and lacks one that always is.</summary>
internal static class ProblemSchema
{
    private static readonly (string Name, JsonSchemaType Type, string Description)[] Members =
    [
        ("type", JsonSchemaType.String, "What kind of problem, stable: clients may decide by it."),
        ("title", JsonSchemaType.String, "The kind in words."),
        ("status", JsonSchemaType.Integer, "The HTTP status."),
        ("detail", JsonSchemaType.String, "What happened this time, and what to do."),
        ("traceId", JsonSchemaType.String, "What operators find this call by."),
    ];

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is not null || !typeof(ProblemDetails).IsAssignableFrom(context.JsonTypeInfo.Type))
            return Task.CompletedTask;

        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties.Remove("instance");
        foreach (var (name, type, description) in Members)
            schema.Properties[name] = new OpenApiSchema { Type = type, Description = description };

        schema.Required = schema.Properties.Keys.ToHashSet(StringComparer.Ordinal);
        return Task.CompletedTask;
    }
}
