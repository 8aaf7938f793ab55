using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace Gateway.Http.Input;

/// <summary>Says why the headers of a request announce a body that is not read.</summary>
internal static class UnreadableBody
{
    private static readonly string[] _charsets = ["utf-8", "us-ascii"];

    /// <summary>A sentence; null if the headers are in order, but for the media type, which routes choose.</summary>
    public static string? Reason(HttpRequest request)
    {
        if (request.ContentType is null)
            return "The request has no Content-Type header, which has to say what the body is.";

        if (Encoding(request) is { Count: > 0 } encoding)
            return $"Content-Encoding '{encoding}' is not taken: send the body uncompressed.";

        return Charset(request) is { } charset && !_charsets.Contains(charset, StringComparer.OrdinalIgnoreCase)
            ? $"The charset '{charset}' is not taken: send the body in UTF-8."
            : null;
    }

    private static StringValues Encoding(HttpRequest request) =>
        string.Equals(request.Headers.ContentEncoding, "identity", StringComparison.OrdinalIgnoreCase)
            ? default
            : request.Headers.ContentEncoding;

    private static string? Charset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var contentType) ? contentType.CharSet?.Trim('"') : null;
}
