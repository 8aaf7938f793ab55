using System.Text;

namespace TestKit.Servers.Tds;

/// <summary>Says whether an answer is complete.</summary>
[Flags]
internal enum TdsDone : ushort
{
    Final = 0,
    More = 1,
    Error = 2,
    Count = 0x10,
    Attention = 0x20,
}

/// <summary>What a session's environment change is about.</summary>
internal enum TdsChange : byte
{
    Collation = 7,
    TransactionBegun = 8,
    TransactionCommitted = 9,
    TransactionRolledBack = 10,
}

/// <summary>Writes what the server says: the tokens of a TDS 7.4 response.</summary>
internal sealed class TdsTokens
{
    private const byte ColumnMetadata = 0x81;
    private const byte ErrorToken = 0xAA;
    private const byte ReturnValue = 0xAC;
    private const byte LoginAcknowledged = 0xAD;
    private const byte Row = 0xD1;
    private const byte EnvironmentChange = 0xE3;
    private const byte DoneToken = 0xFD;
    private const byte IntN = 0x26;

    /// <summary>Latin1_General, without case. A driver that is told no collation fails at every command with parameters.</summary>
    private static readonly byte[] _collation = [0x09, 0x04, 0xD0, 0x00, 0x34];

    private readonly List<byte> _bytes = [];

    /// <summary>The first answer: a server of version 16 that does not encrypt.</summary>
    public static byte[] Prelogin { get; } = [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 16, 0, 0x0F, 0xA0, 0, 0, 2];

    public byte[] ToArray() => [.. _bytes];

    public TdsTokens LoggedIn() => Changed(TdsChange.Collation, _collation, [])
        .Counted(LoginAcknowledged, new TdsTokens().Add(1, 0x74, 0, 0, 4).ShortText("Microsoft SQL Server").Add(16, 0, 0x0F, 0xA0))
        .Done(TdsDone.Final);

    public TdsTokens Changed(TdsChange change, byte[] now, byte[] before) => Counted(
        EnvironmentChange, new TdsTokens().Add((byte)change, (byte)now.Length).Add(now).Add((byte)before.Length).Add(before));

    public TdsTokens Failed(int number, byte errorClass)
    {
        var body = new TdsTokens().Add(BitConverter.GetBytes(number)).Add(1, errorClass);
        return Counted(ErrorToken, body.Text($"error {number}").ShortText("test").ShortText("").Add(1, 0, 0, 0)).Done(TdsDone.Error);
    }

    /// <summary>The values of a column are of one type; a column of nulls is text.</summary>
    public TdsTokens Result(TdsResult result, TdsDone status)
    {
        if (result.Columns.Count == 0)
            return Done(status);

        Add(ColumnMetadata).Add(Short(result.Columns.Count));
        foreach (var (index, name) in result.Columns.Index())
        {
            var sample = result.Rows.Select(row => row[index]).FirstOrDefault(value => value is not null);
            Add(0, 0, 0, 0, 1, 0).Add(TdsValue.TypeOf(sample ?? "", _collation)).ShortText(name);
        }

        foreach (var row in result.Rows)
        {
            Add(Row);
            foreach (var (index, value) in row.Index())
            {
                var isNullNumber = value is null && result.Rows.Any(other => other[index] is not (null or string or byte[]));
                Add(isNullNumber ? [0] : TdsValue.BytesOf(value));
            }
        }

        return Done(status | TdsDone.Count, result.Rows.Count);
    }

    /// <summary>The value of an output parameter, which is a number.</summary>
    public TdsTokens Output(string parameter, int value) => Add(ReturnValue, 0, 0).ShortText(parameter).Add(1, 0, 0, 0, 0, 0, 0)
        .Add(IntN, sizeof(int), sizeof(int)).Add(BitConverter.GetBytes(value)).Done(TdsDone.Final);

    public TdsTokens Done(TdsDone status, long rows = 0) =>
        Add(DoneToken).Add(Short((int)status)).Add(0, 0).Add(BitConverter.GetBytes(rows));

    private TdsTokens Text(string text) => Add(Short(text.Length)).Add(Encoding.Unicode.GetBytes(text));

    private TdsTokens ShortText(string text) => Add((byte)text.Length).Add(Encoding.Unicode.GetBytes(text));

    private TdsTokens Counted(byte token, TdsTokens body) => Add(token).Add(Short(body._bytes.Count)).Add(body.ToArray());

    private static byte[] Short(int value) => BitConverter.GetBytes((ushort)value);

    private TdsTokens Add(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }
}
