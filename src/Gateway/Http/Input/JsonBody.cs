using System.Text.Json;

namespace Gateway.Http.Input;

/// <summary>Reads a request's body as JSON, up to a limit.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>The member that errors about the body as a whole stand under.</summary>
    public const string WholeBody = "body";

    /// <summary>Reads the body; null if there is none.</summary>
    public static async Task<JsonElement?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, cancellationToken);
        if (bytes.Length == 0)
            return null;

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

    private static InvalidInputException TooLarge() => new(WholeBody, $"must have at most {MaxBytes} bytes");
}
