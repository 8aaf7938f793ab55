using System.Text;

namespace EndToEnd.Tests.Observability;

/// <summary>A span as it is exported.</summary>
public sealed record Span
{
    public required string Source { get; init; }

    public required string TraceId { get; init; }

    public required string Id { get; init; }

    /// <summary>Empty for the first of a trace.</summary>
    public required string ParentId { get; init; }

    public required string Name { get; init; }

    /// <summary>1 internal, 2 server, 3 client, 4 producer, 5 consumer.</summary>
    public required int Kind { get; init; }

    /// <summary>Those whose values are texts.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Reads an ExportTraceServiceRequest of OTLP.</summary>
    public static IEnumerable<Span> Read(byte[] request) =>
        from resource in ProtoMessage.Read(request).Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new Span
        {
            Source = scope.Messages(1).FirstOrDefault()?.Text(1) ?? "",
            TraceId = span.Hex(1),
            Id = span.Hex(2),
            ParentId = span.Hex(4),
            Name = span.Text(5),
            Kind = (int)span.Number(6),
            Attributes = span.Messages(9)
                .Where(attribute => attribute.Messages(2).Any(value => value.Has(1)))
                .ToDictionary(attribute => attribute.Text(1), attribute => attribute.Messages(2).Single().Text(1)),
        };
}

/// <summary>A message in protobuf's wire format, by the numbers of its fields.</summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    private readonly List<(int Field, ulong Number, byte[] Value)> _fields = [];

    public static ProtoMessage Read(ReadOnlySpan<byte> bytes)
    {
        var message = new ProtoMessage();
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = ReadNumber(bytes, ref at);
            var field = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case Varint:
                    message._fields.Add((field, ReadNumber(bytes, ref at), []));
                    break;
                case Bytes:
                    var length = (int)ReadNumber(bytes, ref at);
                    message._fields.Add((field, 0, bytes.Slice(at, length).ToArray()));
                    at += length;
                    break;
                case Fixed64:
                    at += 8;
                    break;
                case Fixed32:
                    at += 4;
                    break;
                default:
                    throw new FormatException($"Field {field} has an unknown wire type.");
            }
        }

        return message;
    }

    public bool Has(int field) => _fields.Exists(known => known.Field == field);

    public IEnumerable<ProtoMessage> Messages(int field) => Values(field).Select(value => Read(value));

    public string Text(int field) => Encoding.UTF8.GetString(Value(field));

    public string Hex(int field) => Convert.ToHexStringLower(Value(field));

    public ulong Number(int field) => _fields.Find(known => known.Field == field).Number;

    private byte[] Value(int field) => Values(field).FirstOrDefault() ?? [];

    private IEnumerable<byte[]> Values(int field) => _fields.Where(known => known.Field == field).Select(known => known.Value);

    private static ulong ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return number;
        }
    }
}
