using Gateway.Upstream;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>Describes what a CloudEvent says: the members of the message of its type, whose id is the event's own.</summary>
internal static class UpstreamData
{
    public static async Task Describe(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var anyOf = new List<IOpenApiSchema>();
        foreach (var type in UpstreamMessages.All)
        {
            var schema = await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken);
            schema.Properties!.Remove(UpstreamEventReader.EventId);
            schema.Required!.Remove(UpstreamEventReader.EventId);
            document.AddComponent<IOpenApiSchema>(type.Name, schema);
            anyOf.Add(new OpenApiSchemaReference(type.Name, document));
        }

        var cloudEvent = (OpenApiSchema)document.Components!.Schemas![SchemaNames.Of(typeof(CloudEventBody))];
        cloudEvent.Properties!["data"] = new OpenApiSchema
        {
            Description = cloudEvent.Properties["data"].Description,
            AnyOf = anyOf,
        };
    }
}
