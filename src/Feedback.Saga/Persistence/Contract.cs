using System.Diagnostics.CodeAnalysis;
using Contracts.Messages;
using Messaging.EntityFrameworkCore.Databases;

namespace Feedback.Saga.Persistence;

/// <summary>
/// A contract, and the row that every decision about it locks. It may be known by its end or its payments before its
/// start is (R40): until then it counts as not found.
/// </summary>
internal sealed class Contract
{
    public required string ContractId { get; init; }

    public string? ClientId { get; private set; }

    public string? FreelancerId { get; private set; }

    public string? AgencyId { get; private set; }

    public string? Title { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>The event that the start was taken from.</summary>
    public string? StartEventId { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The latest payment that counts (R3); the payments themselves tell how things stood at an earlier instant.</summary>
    public DateTimeOffset? LastPaymentAt { get; private set; }

    /// <summary>When the client last gave mid-contract feedback (R4).</summary>
    public DateTimeOffset? LastFeedbackAt { get; private set; }

    public Guid? LastRequestId { get; private set; }

    public DateTimeOffset? LastRequestedAt { get; private set; }

    public DateTimeOffset? LastRequestExpiresAt { get; private set; }

    /// <summary>When the latest request ended; none while it waits.</summary>
    public DateTimeOffset? LastRequestEndedAt { get; private set; }

    public bool LastRequestAnswered { get; private set; }

    /// <summary>Whether any command on it was ever refused: only then may a command be the repeat of a refused one.</summary>
    public bool HasRefusals { get; private set; }

    /// <summary>Whether the contract's start is known.</summary>
    [MemberNotNullWhen(true, nameof(ClientId), nameof(FreelancerId), nameof(Title), nameof(StartedAt))]
    public bool IsStarted => StartedAt is not null;

    /// <summary>The request that waits, if any (R8).</summary>
    public Guid? WaitingRequestId => LastRequestEndedAt is null ? LastRequestId : null;

    /// <summary>
    /// Whether that request may have been made on this contract already. Each is asked for after the one before has ended
    /// (R8, R14), so one that is not the latest and is asked for later than that is new.
    /// </summary>
    public bool MayHaveMade(Guid requestId, DateTimeOffset requestedAt)
        => LastRequestId == requestId || requestedAt <= LastRequestedAt;

    /// <summary>Of two different starts the earlier wins, then the smaller event id, whatever their order of arrival.</summary>
    public void Start(ContractStarted fact)
    {
        var startedAt = fact.StartedAt.ToMicroseconds();
        if (IsStarted && (startedAt, fact.EventId).CompareOrdinal((StartedAt.Value, StartEventId)) >= 0)
            return;

        (ClientId, FreelancerId, AgencyId, Title) = (fact.ClientId, fact.FreelancerId, fact.AgencyId, fact.Title);
        (StartedAt, StartEventId) = (startedAt, fact.EventId);
    }

    /// <summary>Of two different ends the earlier wins.</summary>
    public void End(DateTimeOffset endedAt)
    {
        if (!(EndedAt <= endedAt))
            EndedAt = endedAt;
    }

    public void Paid(DateTimeOffset paidAt)
    {
        if (!(LastPaymentAt >= paidAt))
            LastPaymentAt = paidAt;
    }

    /// <summary>After a reversal: the latest of the payments that are left.</summary>
    public void PaymentsRecounted(DateTimeOffset? lastPaymentAt) => LastPaymentAt = lastPaymentAt;

    public void FeedbackGiven(DateTimeOffset providedAt)
    {
        if (!(LastFeedbackAt >= providedAt))
            LastFeedbackAt = providedAt;
    }

    public void Refused() => HasRefusals = true;

    public void RequestOpened(Guid requestId, DateTimeOffset requestedAt, DateTimeOffset expiresAt)
    {
        (LastRequestId, LastRequestedAt, LastRequestExpiresAt) = (requestId, requestedAt, expiresAt);
        (LastRequestEndedAt, LastRequestAnswered) = (null, false);
    }

    public void RequestEnded(Guid requestId, DateTimeOffset endedAt, bool answered)
    {
        if (WaitingRequestId == requestId)
            (LastRequestEndedAt, LastRequestAnswered) = (endedAt, answered);
    }
}
