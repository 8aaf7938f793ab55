using System.Reflection;
using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// An upstream event that can't be taken: trying again would not help, so it goes to the error queue at once. It names the
/// member and what is wrong with it, never its value.
/// </summary>
/// <param name="message">The message's exchange name.</param>
/// <param name="problem">The member that is wrong, and what is wrong with it.</param>
public sealed class MalformedUpstreamEventException(string message, MemberProblem problem)
    : Exception($"{message}: {problem.Member} {problem.Problem}.")
{
    /// <summary>The member that is wrong, and what is wrong with it.</summary>
    public MemberProblem Problem { get; } = problem;

    /// <summary>The member that is wrong, as it stands on the wire.</summary>
    public string Member => Problem.Member;

    /// <summary>Throws for the first member of an event that is wrong, if one is.</summary>
    /// <param name="message">The event.</param>
    /// <param name="now">What our clock says.</param>
    public static void ThrowIfMalformed<TEvent>(TEvent message, DateTimeOffset now)
        where TEvent : class
    {
        if (UpstreamRules.ProblemsOf(message, now) is [var problem, ..])
            throw For<TEvent>(problem);
    }

    /// <summary>The exception for an event of that type.</summary>
    public static MalformedUpstreamEventException For<TEvent>(MemberProblem problem)
        where TEvent : class =>
        new(typeof(TEvent).GetCustomAttribute<EntityNameAttribute>()!.EntityName, problem);
}
