using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>Describes problems as they are written: the framework's type has members that are not, and lacks one that always is.</summary>
internal static class ProblemSchema
{
    private static readonly (string Name, string Description)[] _members =
    [
        ("type", "What kind of problem, stable: clients may decide by it."),
        ("title", "The kind in words."),
        ("detail", "What happened this time, and what to do."),
        ("traceId", "What operators find this call by."),
    ];

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is not null || !typeof(ProblemDetails).IsAssignableFrom(context.JsonTypeInfo.Type))
            return Task.CompletedTask;

        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties.Remove("instance");
        foreach (var (name, description) in _members)
            schema.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.String, Description = description };

        schema.Properties["status"] =
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." };
        if (schema.Properties.TryGetValue("errors", out var errors))
            errors.Description = "What is wrong, by member.";

        schema.Required = schema.Properties.Keys.ToHashSet(StringComparer.Ordinal);
        return Task.CompletedTask;
    }
}
