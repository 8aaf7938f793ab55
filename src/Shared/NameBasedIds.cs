using System.Security.Cryptography;
using System.Text;

namespace Shared;

/// <summary>Ids that follow from a name, so that the same thing has the same id wherever and whenever it is named.</summary>
internal static class NameBasedIds
{
    /// <summary>The id of a name in a name space (version 5 of RFC 9562).</summary>
    public static Guid Of(Guid nameSpace, string name)
    {
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1, and nothing secret hangs on it.
        var hash = SHA1.HashData([.. nameSpace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]);
#pragma warning restore CA5350
        var id = hash.AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x50);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
