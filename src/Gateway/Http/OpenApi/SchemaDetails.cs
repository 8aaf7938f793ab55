using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Gateway.Feedback;
using Gateway.Http.Problems;
using Gateway.Upstream;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>What the description of a schema needs beyond what its type says: closed values, limits, and the members of problems.</summary>
internal static partial class SchemaDetails
{
    private static readonly (string Name, string Description)[] _problemMembers =
    [
        ("type", "What kind of problem, stable: clients may decide by it."),
        ("title", "The kind in words."),
        ("detail", "What happened this time, and what to do."),
        ("traceId", "What operators find this call by."),
    ];

    /// <summary>Problems with members of their own have a type of their own, so that clients may tell the schemas apart by it.</summary>
    private static readonly Dictionary<Type, string> _ownType = new()
    {
        [typeof(HttpValidationProblemDetails)] = ProblemTypes.InvalidInput,
        [typeof(RefusedProblem)] = ProblemTypes.Refused,
        [typeof(TooManyProblem)] = ProblemTypes.TooMany,
    };

    /// <summary>The wire values of each class of constants, by its name, for descriptions that refer to it.</summary>
    private static readonly Dictionary<string, string> _values =
        new[] { typeof(FeedbackRatings).Assembly, typeof(SchemaDetails).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsAbstract: true, IsSealed: true } && OneOfAttribute.ValuesOf(type).Count > 0)
            .GroupBy(type => type.Name)
            .ToDictionary(
                types => types.Key,
                types => string.Join(", ", OneOfAttribute.ValuesOf(types.First()).Select(value => $"`{value}`")));

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }
        else if (type == typeof(JsonElement))
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalProperties = new OpenApiSchema();
        }

        if (context.JsonPropertyInfo is { } member)
            DescribeMember(schema, member);

        // What comes in is taken with known members alone; a CloudEvent may have extensions.
        var comesIn = type.Name.EndsWith("Body", StringComparison.Ordinal) || UpstreamMessages.All.Contains(type);
        if (comesIn && type != typeof(CloudEventBody))
            schema.AdditionalPropertiesAllowed = false;
        else if (typeof(ProblemDetails).IsAssignableFrom(type))
            DescribeProblem(schema, type);
        // The gateway writes a member even when its value is null, so that a reader may rely on it; the broker's messages leave it out.
        else if (type.Assembly == typeof(FeedbackRatings).Assembly && schema.Properties is { } members
            && context.DocumentName != AsyncApiDocument.Schemas)
            schema.Required = members.Keys.ToHashSet(StringComparer.Ordinal);

        return Task.CompletedTask;
    }

    private static void DescribeMember(OpenApiSchema schema, JsonPropertyInfo member)
    {
        if (schema.Description is { } description)
            schema.Description = Word().Replace(description, word => _values.GetValueOrDefault(word.Value, word.Value));

        if (member.AttributeProvider?.GetCustomAttributes(typeof(OneOfAttribute), inherit: true) is [OneOfAttribute oneOf])
            Allow(schema, oneOf.Values);

        switch (member)
        {
            case { PropertyType: var type, Name: var name } when type == typeof(string) && name.EndsWith("Id", StringComparison.Ordinal):
                schema.MinLength = 1;
                schema.MaxLength = Limits.MaxIdLength;
                break;
            case { Name: "title" } when member.DeclaringType.Assembly != typeof(ProblemDetails).Assembly:
                schema.MinLength = 1;
                schema.MaxLength = Limits.MaxTitleLength;
                break;
            case { Name: "percentage" }:
                schema.Minimum = "0";
                schema.Maximum = "100";
                break;
            case { Name: "share" or "low" or "high", PropertyType: var share } when share == typeof(double?):
                schema.Minimum = "0";
                schema.Maximum = "1";
                break;
            case { Name: "score" }:
            case { DeclaringType: var type } when type == typeof(FeedbackRatings):
                schema.Minimum = Text(Limits.MinRating);
                schema.Maximum = Text(Limits.MaxRating);
                break;
            case { DeclaringType: var type, PropertyType: var lengthType } when type == typeof(PolicyDto) && lengthType == typeof(string):
                schema.Format = "duration";
                break;
            case { PropertyType: var type } when type == typeof(int) || type == typeof(long) || type == typeof(long?):
                schema.Minimum = "0";
                break;
            case { DeclaringType: var type, Name: "type" } when type == typeof(CloudEventBody):
                Allow(schema, [.. UpstreamEventReader.Types]);
                break;
        }
    }

    private static void Allow(OpenApiSchema schema, IEnumerable<string> values)
    {
        schema.Enum = [.. values.Select(value => (JsonNode)value)];
        if (schema.Type?.HasFlag(JsonSchemaType.Null) == true)
            schema.Enum.Add(JsonNullSentinel.JsonNull);
    }

    /// <summary>The framework's type has members that are not written, and lacks one that always is.</summary>
    private static void DescribeProblem(OpenApiSchema schema, Type type)
    {
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties.Remove("instance");
        foreach (var (name, description) in _problemMembers)
            schema.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.String, Description = description };

        schema.Properties["status"] =
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." };
        Allow(
            (OpenApiSchema)schema.Properties["type"],
            _ownType.TryGetValue(type, out var own) ? [own] : OneOfAttribute.ValuesOf(typeof(ProblemTypes)).Except(_ownType.Values));
        if (schema.Properties.TryGetValue("errors", out var errors))
            errors.Description = "What is wrong, by member.";

        schema.Description = type == typeof(ProblemDetails)
            ? "An error (RFC 9457)."
            : schema.Description ?? "The input is not acceptable; nothing was changed.";
        schema.Required = schema.Properties.Keys.ToHashSet(StringComparer.Ordinal);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
