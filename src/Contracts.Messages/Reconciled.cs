namespace Contracts.Messages;

/// <summary>
/// An event that was published before, and now again, in case that it was lost. Who handled it does nothing; who didn't, counts that.
/// </summary>
public static class Reconciled
{
    /// <summary>The header that such an event has, with the value true.</summary>
    public const string Header = "reconciled";
}
