using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging.EntityFrameworkCore.Operations;

namespace Shared;

/// <summary>A story as it goes over the bus.</summary>
internal static class StoryItems
{
    private static readonly JsonSerializerOptions _details = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The newest of the entries, which are in order.</summary>
    public static Story ToStory(this IReadOnlyList<StoryEntry> entries, IReadOnlyCollection<Guid> subjects) => new()
    {
        Entries = [.. entries.TakeLast(Story.MaxEntries).Select(ToItem)],
        IsShortened = entries.Count > Story.MaxEntries,
        Subjects = [.. subjects.TakeLast(Story.MaxEntries)],
    };

    private static StoryItem ToItem(StoryEntry entry) => new()
    {
        At = entry.At,
        What = entry.What,
        Id = entry.Id,
        Details = JsonSerializer.Serialize(
            entry.Details.Where(detail => detail.Value is not null).ToDictionary(detail => detail.Key, detail => detail.Value), _details),
    };
}
