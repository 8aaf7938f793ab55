using System.Buffers.Binary;
using System.Text;

namespace TestKit.Servers.Tds;

/// <summary>The types and values that a <see cref="TdsServer"/> can send.</summary>
internal static class TdsValue
{
    private const byte Scale = 7;
    private const byte Precision = 38;

    /// <summary>How a column of such values is described.</summary>
    public static byte[] TypeOf(object value, byte[] collation) => value switch
    {
        int => [0x26, sizeof(int)],
        long => [0x26, sizeof(long)],
        bool => [0x68, sizeof(bool)],
        Guid => [0x24, 16],
        decimal => [0x6C, 17, Precision, 2],
        DateTimeOffset => [0x2B, Scale],
        DateTime => [0x2A, Scale],
        byte[] => [0xA5, .. BitConverter.GetBytes((ushort)8000)],
        string => [0xE7, .. BitConverter.GetBytes((ushort)8000), .. collation],
        _ => throw new ArgumentException($"A value of the type {value.GetType().Name} can't be sent.", nameof(value)),
    };

    /// <summary>A value with its length; null is that of a text or of bytes.</summary>
    public static byte[] BytesOf(object? value) => value switch
    {
        null => [0xFF, 0xFF],
        int number => [sizeof(int), .. BitConverter.GetBytes(number)],
        long number => [sizeof(long), .. BitConverter.GetBytes(number)],
        bool flag => [sizeof(bool), flag ? (byte)1 : (byte)0],
        Guid id => [16, .. id.ToByteArray()],
        decimal number => DecimalOf(number),
        DateTimeOffset instant => [10, .. TimeAndDayOf(instant.UtcDateTime), .. BitConverter.GetBytes((short)instant.Offset.TotalMinutes)],
        DateTime instant => [8, .. TimeAndDayOf(instant)],
        byte[] bytes => [.. BitConverter.GetBytes((ushort)bytes.Length), .. bytes],
        string text => [.. BitConverter.GetBytes((ushort)(text.Length * sizeof(char))), .. Encoding.Unicode.GetBytes(text)],
        _ => throw new ArgumentException($"A value of the type {value.GetType().Name} can't be sent.", nameof(value)),
    };

    /// <summary>The sign, then the number of hundredths in sixteen bytes.</summary>
    private static byte[] DecimalOf(decimal number)
    {
        var bytes = new byte[18];
        bytes[0] = 17;
        bytes[1] = number < 0 ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2), (long)Math.Abs(number * 100));
        return bytes;
    }

    /// <summary>The time of the day in ticks, five bytes, then the day, three bytes; an instant with an offset has it after both.</summary>
    private static byte[] TimeAndDayOf(DateTime instant) =>
    [
        .. BitConverter.GetBytes(instant.TimeOfDay.Ticks)[..5],
        .. BitConverter.GetBytes(DateOnly.FromDateTime(instant).DayNumber)[..3],
    ];
}
