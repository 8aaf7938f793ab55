using System.Diagnostics;

namespace Gateway.Services;

internal static class UnexpectedAnswer
{
    /// <summary>For the branch that no answer reaches: only the types that were named come back.</summary>
    public static UnreachableException Of(object answer) => new($"Nobody asked for a {answer.GetType().Name}.");
}
