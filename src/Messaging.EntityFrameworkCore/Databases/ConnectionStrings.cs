using System.Data.Common;

namespace Messaging.EntityFrameworkCore.Databases;

internal static class ConnectionStrings
{
    private static readonly string[] _passwords = ["Password", "Pwd", "PSW", "Passfile"];

    /// <summary>Whether both are the same but for the password, which drivers remove once a connection has been opened.</summary>
    public static bool AreSame(string? one, string? other) =>
        string.Equals(one, other, StringComparison.Ordinal) || Parse(one).EquivalentTo(Parse(other));

    private static DbConnectionStringBuilder Parse(string? connectionString)
    {
        var parsed = new DbConnectionStringBuilder { ConnectionString = connectionString };
        foreach (var password in _passwords)
            parsed.Remove(password);

        return parsed;
    }
}
