using System.Text.Json;
using System.Text.Json.Serialization;

namespace Notifications.Notices;

/// <summary>Facts as they are kept in the ledger.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticeFacts))]
internal sealed partial class NoticeFactsJson : JsonSerializerContext
{
    public static string Write(NoticeFacts facts) => JsonSerializer.Serialize(facts, Default.NoticeFacts);

    public static NoticeFacts Read(string json) =>
        JsonSerializer.Deserialize(json, Default.NoticeFacts) ?? new NoticeFacts();
}
