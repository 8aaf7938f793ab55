namespace Crash.Ledger;

/// <summary>What is wrong with something.</summary>
internal enum Fate
{
    /// <summary>It was accepted, and is not there.</summary>
    Lost,

    /// <summary>It is there more often than once, or though nothing caused it.</summary>
    Duplicated,

    /// <summary>It is there and gets no further.</summary>
    Stuck,

    /// <summary>It is not what it should be.</summary>
    Wrong,
}

internal sealed record Finding(Fate Fate, string What, string Id, string Detail)
{
    public override string ToString() => $"{Fate.ToString().ToUpperInvariant()}  {What} {Id}: {Detail}";
}
