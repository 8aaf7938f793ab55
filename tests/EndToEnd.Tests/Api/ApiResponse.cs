using System.Globalization;
using System.Net;
using System.Text.Json;

namespace EndToEnd.Tests.Api;

/// <summary>
/// The response of the gateway: status, body, and members of the body by path (<c>contract.title</c>, <c>reasons.0.code</c>).
/// </summary>
public sealed record ApiResponse(HttpStatusCode Status, string? ContentType, Uri? Location, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public JsonElement Member(string path)
    {
        var element = Json;
        foreach (var step in path.Split('.'))
            element = int.TryParse(step, CultureInfo.InvariantCulture, out var index) ? element[index] : element.GetProperty(step);

        return element;
    }

    public string? Text(string path) => Member(path).GetString();

    public DateTimeOffset Instant(string path) => Member(path).GetDateTimeOffset();

    public Guid Id(string path) => Member(path).GetGuid();

    public IReadOnlyList<JsonElement> Items(string path) => [.. Member(path).EnumerateArray()];

    /// <summary>The codes of a refusal's reasons.</summary>
    public IReadOnlyList<string> ReasonCodes => [.. Items("reasons").Select(reason => reason.GetProperty("code").GetString()!)];

    public override string ToString() => $"{(int)Status} {Body}";
}
