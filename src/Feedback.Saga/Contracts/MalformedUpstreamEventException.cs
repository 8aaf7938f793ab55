using System.Reflection;
using MassTransit;

namespace Feedback.Saga.Contracts;

/// <summary>
/// An upstream event that can't be taken: trying again would not help, so it goes to the error queue at once. It names the
/// member and what is wrong with it, never its value.
/// </summary>
/// <param name="message">The message's exchange name.</param>
/// <param name="member">The member, as it stands on the wire.</param>
/// <param name="problem">What is wrong with it.</param>
internal sealed class MalformedUpstreamEventException(string message, string member, string problem)
    : Exception($"{message}: {member} {problem}.")
{
    /// <summary>The member that is wrong, as it stands on the wire.</summary>
    public string Member { get; } = member;

    public static void ThrowIfMalformed<TEvent>(TEvent message, DateTimeOffset now)
        where TEvent : class
    {
        if (UpstreamRules.ProblemsOf(message, now) is [var (member, problem), ..])
        {
            var exchange = typeof(TEvent).GetCustomAttribute<EntityNameAttribute>()!.EntityName;
            throw new MalformedUpstreamEventException(exchange, member, problem);
        }
    }
}
