namespace Shared;

/// <summary>
/// A response to an operator, and the audit line of what was done. The line is written when the transaction has committed: an audit line
/// of what was rolled back, or one for each try, would be untrue.
/// </summary>
/// <param name="Response">The response.</param>
/// <param name="Log">Writes the line; null where nothing is to be said.</param>
internal sealed record Audited(object Response, Action? Log = null)
{
    /// <summary>The response, once its line is written.</summary>
    public object Logged()
    {
        Log?.Invoke();
        return Response;
    }
}
