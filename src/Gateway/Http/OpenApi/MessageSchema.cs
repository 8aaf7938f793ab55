using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>Describes the messages that are written as they are.</summary>
internal static partial class MessageSchema
{
    private static readonly Assembly _messages = typeof(FeedbackRatings).Assembly;

    /// <summary>The wire values of each class of constants, such as those of <see cref="ContractRoles"/>, by its name.</summary>
    private static readonly Dictionary<string, string> _values = _messages.GetExportedTypes()
        .Where(type => type.IsAbstract && type.IsSealed)
        .Select(type => (type.Name, Values: type.GetFields().Where(field => field.IsLiteral && field.FieldType == typeof(string)).ToList()))
        .Where(constants => constants.Values.Count > 0)
        .ToDictionary(
            constants => constants.Name,
            constants => string.Join(", ", constants.Values.Select(value => $"`{value.GetRawConstantValue()}`")));

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // A member is written even when its value is null, so that a reader may rely on it.
        if (context.JsonTypeInfo.Type.Assembly == _messages && schema.Properties is { } members)
            schema.Required = members.Keys.ToHashSet(StringComparer.Ordinal);

        if (context.JsonPropertyInfo?.DeclaringType.Assembly == _messages && schema.Description is { } description)
            schema.Description = Word().Replace(description, word => _values.GetValueOrDefault(word.Value, word.Value));

        if (context.JsonPropertyInfo?.DeclaringType == typeof(FeedbackRatings))
        {
            schema.Minimum = $"{Limits.MinRating}";
            schema.Maximum = $"{Limits.MaxRating}";
        }

        return Task.CompletedTask;
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
