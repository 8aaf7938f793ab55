using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.History;

/// <summary>Where a page of contracts ended: the start and the id of its last contract. Opaque to whoever holds it.</summary>
internal sealed record ContractCursor(DateTimeOffset StartedAt, string ContractId)
{
    private const char Separator = '|';

    public static ContractCursor After(Contract contract) => new(contract.StartedAt!.Value, contract.ContractId);

    public override string ToString()
        => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{StartedAt.UtcTicks}{Separator}{ContractId}")));

    /// <summary>False for a text that is no cursor of ours; no text is the beginning.</summary>
    public static bool TryParse(string? text, out ContractCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
            return true;

        if (text.Length > 512 || !Base64Url.IsValid(text))
            return false;

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator, 2);
        if (parts.Length != 2 || !PlainText.IsId(parts[1])
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks)
            return false;

        cursor = new ContractCursor(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1]);
        return true;
    }
}
