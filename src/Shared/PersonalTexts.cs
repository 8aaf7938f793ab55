using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Shared;

/// <summary>
/// Finds a person's id, name and address in texts and messages, and takes them out. In the place of the id as a value comes the pseudonym.
/// The services and Host compile this file.
/// </summary>
internal sealed class PersonalTexts
{
    /// <summary>What stands in a text in the place of a person's id, name or address.</summary>
    public const string Removed = "[erased]";

    private readonly string _userId;
    private readonly string _pseudonym;
    private readonly Regex _mentions;

    /// <param name="userId">The id.</param>
    /// <param name="pseudonym">What comes in its place.</param>
    /// <param name="names">The names and addresses that are known.</param>
    public PersonalTexts(string userId, string pseudonym, params IEnumerable<string?> names)
    {
        (_userId, _pseudonym) = (userId, pseudonym);

        // Where the names were not known at first, the id may have been taken out of the middle of one.
        var id = MentionsOf(userId);
        _mentions = MentionsOf(
            [.. names.OfType<string>().SelectMany(name => (string[])[name, id.Replace(name, Removed)]), userId]);
    }

    /// <summary>The text without mentions of the person.</summary>
    public string? Redact(string? text) => text is null ? null : _mentions.Replace(text, Removed);

    /// <summary>Whether a message names the person anywhere. Of what is no JSON, the whole text is searched.</summary>
    public bool IsNamedIn(ReadOnlyMemory<byte> body) => Rewrite(body) is not null;

    /// <summary>The message without the person; null if it does not name the person. What is no JSON comes back empty.</summary>
    public byte[]? Rewrite(ReadOnlyMemory<byte> body)
    {
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(body.Span);
            return Rewrite(json) ? JsonSerializer.SerializeToUtf8Bytes(json) : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            return _mentions.IsMatch(Encoding.UTF8.GetString(body.Span)) ? [] : null;
        }
    }

    private static Regex MentionsOf(params string[] words)
    {
        var patterns = words
            .Where(word => !string.IsNullOrWhiteSpace(word))
            .Select(word => string.Join(@"\s+", word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape)));

        // The id "ann" is not named by "annual".
        return new Regex(
            $@"(?<![\p{{L}}\p{{N}}_-])(?:{string.Join('|', patterns)})(?![\p{{L}}\p{{N}}_-])",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    private bool Rewrite(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var changed = false;
                foreach (var (name, value) in members.ToList())
                    changed |= RewriteValue(value, replacement => members[name] = replacement);

                return changed;
            case JsonArray items:
                var any = false;
                for (var index = 0; index < items.Count; index++)
                {
                    var position = index;
                    any |= RewriteValue(items[index], replacement => items[position] = replacement);
                }

                return any;
            default:
                return false;
        }
    }

    private bool RewriteValue(JsonNode? value, Action<JsonNode> replace)
    {
        if (value is not JsonValue leaf || !leaf.TryGetValue<string>(out var text))
            return Rewrite(value);

        var without = text == _userId ? _pseudonym : Redact(text)!;
        if (without == text)
            return false;

        replace(JsonValue.Create(without));
        return true;
    }
}
