namespace Notifications.Persistence;

/// <summary>The widths of columns that more than one table has.</summary>
internal static class Lengths
{
    /// <summary>An id of another system.</summary>
    public const int Id = 64;

    /// <summary>A kind, channel or status.</summary>
    public const int Word = 32;

    /// <summary>An address, and what hangs on its host.</summary>
    public const int Address = 320;

    /// <summary>A relative link with an escaped id.</summary>
    public const int Link = 1024;

    /// <summary>A user's name.</summary>
    public const int Name = 200;
}
