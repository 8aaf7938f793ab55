using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace TestKit.Servers.Tds;

/// <summary>What a client asks for.</summary>
internal enum TdsRequest : byte
{
    Batch = 1,
    Procedure = 3,
    Response = 4,
    Attention = 6,
    Transaction = 14,
    Login = 16,
    Prelogin = 18,
}

/// <summary>Reads and writes TDS messages, which are split into packets, on one connection.</summary>
internal sealed class TdsPackets(NetworkStream stream)
{
    private const int HeaderSize = 8;
    private const int MaxBody = 4000;
    private const byte Last = 1;

    /// <summary>The next message.</summary>
    /// <exception cref="EndOfStreamException">The client is gone.</exception>
    public async Task<(TdsRequest Kind, byte[] Body)> ReadAsync(CancellationToken cancellationToken)
    {
        var header = new byte[HeaderSize];
        using var body = new MemoryStream();
        do
        {
            await stream.ReadExactlyAsync(header, cancellationToken);
            var part = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - HeaderSize];
            await stream.ReadExactlyAsync(part, cancellationToken);
            body.Write(part);
        }
        while ((header[1] & Last) == 0);

        return ((TdsRequest)header[0], body.ToArray());
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        do
        {
            var part = body[..Math.Min(MaxBody, body.Length)];
            body = body[part.Length..];
            await stream.WriteAsync(Header(part.Length, body.IsEmpty ? Last : (byte)0), cancellationToken);
            await stream.WriteAsync(part, cancellationToken);
        }
        while (!body.IsEmpty);
    }

    /// <summary>The beginning of a message that never ends.</summary>
    public async Task WriteHalfAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Header(300, 0), cancellationToken);
        await stream.WriteAsync(new byte[] { 0x81, 1 }, cancellationToken);
    }

    /// <summary>The text of a batch, or the statement that a call of <c>sp_executesql</c> runs.</summary>
    public static string StatementOf(TdsRequest kind, byte[] body)
    {
        var rest = body.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(body));
        if (kind == TdsRequest.Batch)
            return Encoding.Unicode.GetString(rest);

        // A procedure is called by its number (10 is sp_executesql), or by its name.
        var name = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        if (name != ushort.MaxValue)
            return $"EXEC {Encoding.Unicode.GetString(rest.Slice(2, name * 2))}";

        // After number and flags comes the first parameter: its name, status and type, then the statement, in chunks if it is long.
        rest = rest[6..];
        rest = rest[(1 + rest[0] * 2 + 2)..];
        var size = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        rest = rest[7..];
        if (size != ushort.MaxValue)
            return Encoding.Unicode.GetString(rest.Slice(2, BinaryPrimitives.ReadUInt16LittleEndian(rest)));

        var text = new StringBuilder();
        rest = rest[8..];
        while (BinaryPrimitives.ReadInt32LittleEndian(rest) is > 0 and var chunk)
        {
            text.Append(Encoding.Unicode.GetString(rest.Slice(4, chunk)));
            rest = rest[(4 + chunk)..];
        }

        return text.ToString();
    }

    private static byte[] Header(int bodyLength, byte status)
    {
        var header = new byte[HeaderSize];
        header[0] = (byte)TdsRequest.Response;
        header[1] = status;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(bodyLength + HeaderSize));
        header[6] = 1;
        return header;
    }
}
