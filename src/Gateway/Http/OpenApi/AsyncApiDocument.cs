using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Http.Security;
using MassTransit;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>
/// Describes what other systems publish to the product over the broker, and what they may subscribe to, as AsyncAPI 3.0. The schemas of
/// the messages come from the generator of the OpenAPI description.
/// </summary>
/// <param name="published">The events that the product publishes.</param>
/// <param name="generator">Generates the document of their schemas.</param>
/// <param name="json">How examples are written.</param>
internal sealed class AsyncApiDocument(IReadOnlyList<Type> published, IOpenApiDocumentProvider generator, JsonSerializerOptions json)
{
    /// <summary>What the generator calls the document that holds the schemas of messages and no route.</summary>
    public const string Schemas = "messages";

    private const string Address = "/asyncapi/v1.json";
    private const string Bare = "application/json";
    private const string Enveloped = "application/vnd.masstransit+json";
    private const string Envelope = "Envelope";

    private const string Introduction = """
        Each message has a durable fanout exchange of its name. The contract, payment, profile and end-of-contract feedback systems publish
        bare JSON to theirs, each with an account that may write its own exchanges alone; the HTTP interface takes the same events as
        CloudEvents. Whoever wants the events of this product binds a queue of its own to their exchanges. Those come in MassTransit's
        envelope, whose member `message` is the event.

        Delivery is at least once and in any order: a receiver knows an event again by its ids. Members may be added and none is renamed
        or removed, so a receiver passes over what it does not know.
        """;

    private static readonly JsonSerializerOptions _indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] _components = ["components", "schemas"];

    public static void Add(IServiceCollection services, IReadOnlyList<Type> published)
    {
        services.AddOpenApi(Schemas, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = _ => false;
            options.CreateSchemaReferenceId = SchemaNames.Of;
            options.AddSchemaTransformer(SchemaDetails.Describe);
            options.AddDocumentTransformer(async (document, context, cancellationToken) =>
            {
                foreach (var type in UpstreamMessages.All.Concat(published))
                {
                    document.AddComponent<IOpenApiSchema>(
                        type.Name, await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken));
                }
            });
        });
        services.AddSingleton(provider => new AsyncApiDocument(
            published,
            provider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Schemas),
            provider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions));
    }

    /// <summary>Serves the description to anyone, or to operators alone.</summary>
    public static void Map(WebApplication app, bool isPublic)
    {
        var route = app
            .MapGet(Address, async (AsyncApiDocument document, CancellationToken cancellationToken) =>
                TypedResults.Text((await document.CreateAsync(cancellationToken)).ToJsonString(_indented), Bare))
            .ExcludeFromDescription();
        if (!isPublic)
            route.RequireAuthorization(Policies.Operations);
    }

    private async Task<JsonObject> CreateAsync(CancellationToken cancellationToken)
    {
        var document = await generator.GetOpenApiDocumentAsync(cancellationToken);
        var schemas = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken))!;
        foreach (var part in _components)
            schemas = schemas[part]!;

        var components = schemas.DeepClone().AsObject();
        foreach (var type in published)
            AsEnveloped(components[type.Name]!.AsObject());

        components[Envelope] = EnvelopeSchema();
        Type[] all = [.. UpstreamMessages.All, .. published];
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Mid-contract feedback",
                ["version"] = "v1",
                ["description"] = Introduction,
                ["contact"] = new JsonObject { ["name"] = "The operators of this installation" },
            },
            ["defaultContentType"] = Bare,
            ["servers"] = new JsonObject
            {
                ["broker"] = new JsonObject
                {
                    ["host"] = "{host}",
                    ["protocol"] = "amqp",
                    ["protocolVersion"] = "0.9.1",
                    ["description"] = "RabbitMQ.",
                    ["variables"] = new JsonObject { ["host"] = new JsonObject { ["default"] = "localhost:5672" } },
                },
            },
            ["channels"] = Map(all, NameOf, Channel),
            ["operations"] = Map(all, type => $"{ActionOf(type)}-{NameOf(type)}", Operation),
            ["components"] = new JsonObject
            {
                ["messages"] = Map(all, NameOf, type => Message(type, components[type.Name]!["description"]!.GetValue<string>())),
                ["schemas"] = components,
            },
        };
    }

    /// <summary>MassTransit writes decimals as texts, and null where there is no object, in the message as in the parts of it.</summary>
    private static void AsEnveloped(JsonObject schema)
    {
        var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        foreach (var (name, member) in schema["properties"]!.AsObject().Select(property => (property.Key, property.Value!.AsObject())))
        {
            if (member["items"] is JsonObject { } items && items["properties"] is not null)
                AsEnveloped(items);
            if (member["properties"] is not null)
                AsEnveloped(member);

            if (member["properties"] is not null && !required.Contains(name))
                member["type"] = new JsonArray("null", "object");

            if (!IsNumber(member["type"]))
                continue;

            foreach (var of in (string[])["minimum", "maximum", "format"])
                member.Remove(of);

            member["type"] = member["type"] is JsonArray ? new JsonArray("null", "string") : "string";
            member["pattern"] = @"^-?\d+(\.\d+)?$";
        }
    }

    private static bool IsNumber(JsonNode? type) => type switch
    {
        JsonArray several => several.Any(IsNumber),
        JsonValue one => one.GetValue<string>() == "number",
        _ => false,
    };

    private static JsonObject EnvelopeSchema() => new()
    {
        ["type"] = "object",
        ["description"] = "MassTransit's envelope, as far as a receiver needs it.",
        ["required"] = new JsonArray("messageId", "messageType", "message"),
        ["properties"] = new JsonObject
        {
            ["messageId"] = Text("Identity of this message. An event may come again in another one: it is known by its own ids.", "uuid"),
            ["messageType"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
                ["description"] = "Which message it is, as a URN.",
            },
            ["sentTime"] = Text("When it was sent, in UTC.", "date-time"),
        },
    };

    private static JsonObject Text(string description, string format) =>
        new() { ["type"] = "string", ["format"] = format, ["description"] = description };

    private static JsonObject Channel(Type type) => new()
    {
        ["address"] = NameOf(type),
        ["messages"] = new JsonObject { [NameOf(type)] = Reference($"components/messages/{NameOf(type)}") },
        ["bindings"] = new JsonObject
        {
            ["amqp"] = new JsonObject
            {
                ["is"] = "routingKey",
                ["exchange"] = new JsonObject
                {
                    ["name"] = NameOf(type),
                    ["type"] = "fanout",
                    ["durable"] = true,
                    ["autoDelete"] = false,
                },
                ["bindingVersion"] = "0.3.0",
            },
        },
    };

    private static JsonObject Operation(Type type) => new()
    {
        ["action"] = ActionOf(type),
        ["channel"] = Reference($"channels/{NameOf(type)}"),
        ["messages"] = new JsonArray(Reference($"channels/{NameOf(type)}/messages/{NameOf(type)}")),
    };

    private JsonObject Message(Type type, string description)
    {
        var schema = Reference($"components/schemas/{type.Name}");
        var message = new JsonObject
        {
            ["name"] = NameOf(type),
            ["title"] = type.Name,
            ["summary"] = description,
            ["contentType"] = IsTaken(type) ? Bare : Enveloped,
            ["payload"] = IsTaken(type)
                ? schema
                : new JsonObject
                {
                    ["allOf"] = new JsonArray(
                        Reference($"components/schemas/{Envelope}"),
                        new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["message"] = schema } }),
                },
        };
        if (Examples.OfUpstream(type) is { } example)
            message["examples"] = new JsonArray(new JsonObject { ["payload"] = JsonSerializer.SerializeToNode(example, type, json) });

        return message;
    }

    /// <summary>What the product does with it: AsyncAPI describes the product, not its partners.</summary>
    private static string ActionOf(Type type) => IsTaken(type) ? "receive" : "send";

    private static bool IsTaken(Type type) => UpstreamMessages.All.Contains(type);

    private static string NameOf(Type type) => type.GetCustomAttribute<EntityNameAttribute>()!.EntityName;

    private static JsonObject Reference(string path) => new() { ["$ref"] = $"#/{path}" };

    private static JsonObject Map(IEnumerable<Type> types, Func<Type, string> key, Func<Type, JsonObject> value) =>
        new(types.Select(type => KeyValuePair.Create(key(type), (JsonNode?)value(type))));
}
