namespace Feedback.Saga.Facts;

/// <summary>
/// An upstream message that can't be taken: trying again won't help, so it goes to the error queue at once. Names the
/// member and what is wrong with it, never its value.
/// </summary>
/// <param name="message">The message's exchange name.</param>
/// <param name="member">The member, as it stands on the wire.</param>
/// <param name="problem">What is wrong with it.</param>
public sealed class MalformedFactException(string message, string member, string problem)
    : Exception($"{message}: {member} {problem}.")
{
    /// <summary>The member that is wrong, as it stands on the wire.</summary>
    public string Member { get; } = member;
}
