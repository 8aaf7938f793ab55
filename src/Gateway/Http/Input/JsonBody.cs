using System.Text.Json;

namespace Gateway.Http.Input;

/// <summary>Reads a request's body as JSON, up to a limit.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>The member that errors about the body as a whole stand under.</summary>
    public const string WholeBody = "body";

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the body; null if there is none.</summary>
    /// <exception cref="BadHttpRequestException">It is compressed, in another charset than UTF-8, or of no named type.</exception>
    public static async Task<JsonElement?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, cancellationToken);
        if (bytes.Length == 0)
            return null;

        if (UnreadableBody.Reason(request) is { } reason)
            throw new BadHttpRequestException(reason, StatusCodes.Status415UnsupportedMediaType);

        if (bytes.Span.StartsWith(Utf8Mark))
            bytes = bytes[Utf8Mark.Length..];
        else if (IsUtf16(bytes.Span))
            throw new InvalidInputException(WholeBody, "must be UTF-8, not UTF-16");

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(
                WholeBody, $"is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
            throw TooLarge();

        var buffer = new byte[(int)(request.ContentLength ?? MaxBytes) + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxBytes ? buffer.AsMemory(0, length) : throw TooLarge();
    }

    // A mark of UTF-16; or a zero byte, which no JSON in UTF-8 has, beside its first character.
    private static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..];

    private static InvalidInputException TooLarge() => new(WholeBody, $"must have at most {MaxBytes} bytes");
}
