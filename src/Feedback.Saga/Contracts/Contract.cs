using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Contracts;

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

    /// <summary>When the client last provided mid-contract feedback (R4).</summary>
    public DateTimeOffset? LastFeedbackAt { get; private set; }

    public Guid? LastRequestId { get; private set; }

    public DateTimeOffset? LastRequestedAt { get; private set; }

    public DateTimeOffset? LastRequestExpiresAt { get; private set; }

    /// <summary>When the latest request ended; none while it waits.</summary>
    public DateTimeOffset? LastRequestEndedAt { get; private set; }

    public bool LastRequestAnswered { get; private set; }

    /// <summary>Of a latest request that was declined: the first instant at which the next may be made (R54).</summary>
    public DateTimeOffset? LastRequestAskAgainFrom { get; private set; }

    /// <summary>When the feedback was last handed over to the end-of-contract feedback system (R73); none if it never was.</summary>
    public DateTimeOffset? HandedOverAt { get; private set; }

    /// <summary>Whether any command on it was ever refused: only then may a command be the repeat of a refused one.</summary>
    public bool HasRefusals { get; private set; }

    /// <summary>Whether the contract's start is known.</summary>
    [MemberNotNullWhen(true, nameof(ClientId), nameof(FreelancerId), nameof(Title), nameof(StartedAt))]
    public bool IsStarted => StartedAt is not null;

    /// <summary>The request that waits, if any (R8).</summary>
    public Guid? WaitingRequestId => LastRequestEndedAt is null ? LastRequestId : null;

    /// <summary>
    /// Whether that request may have been made on this contract already. Each is made after the one before has ended
    /// (R8, R14), so one that is not the latest and is made later than the latest is new.
    /// </summary>
    public bool MayHaveMade(Guid requestId, DateTimeOffset requestedAt) => LastRequestId == requestId || requestedAt <= LastRequestedAt;

    /// <summary>The request that still waits although its time is over at that instant, because its timer is late (R13).</summary>
    public Guid? OverdueRequestId(DateTimeOffset at) => at >= LastRequestExpiresAt ? WaitingRequestId : null;

    /// <summary>Of two different starts the earlier wins, then the smaller event id, whatever their order of arrival.</summary>
    /// <returns>Whether this one does.</returns>
    public bool Start(ContractStarted start)
    {
        var startedAt = start.StartedAt.ToMicroseconds();
        if (IsStarted && !IsBeforeStart(startedAt, start.EventId))
            return false;

        (ClientId, FreelancerId, AgencyId, Title) = (start.ClientId, start.FreelancerId, start.AgencyId, start.Title);
        (StartedAt, StartEventId) = (startedAt, start.EventId);
        return true;
    }

    /// <summary>The person is erased: a pseudonym takes the place of the id, and the title no longer mentions the person.</summary>
    public void Pseudonymise(string userId, string pseudonym, Func<string?, string?> redact)
    {
        ClientId = ClientId == userId ? pseudonym : ClientId;
        FreelancerId = FreelancerId == userId ? pseudonym : FreelancerId;
        AgencyId = AgencyId == userId ? pseudonym : AgencyId;
        Title = redact(Title);
    }

    /// <summary>Of two different ends the earlier wins.</summary>
    /// <returns>Whether this one does.</returns>
    public bool End(DateTimeOffset endedAt)
    {
        if (EndedAt <= endedAt)
            return false;

        EndedAt = endedAt;
        return true;
    }

    /// <summary>Each hand-over is later than the one before, so that subscribers can tell which is the latest.</summary>
    public void HandOver(DateTimeOffset now) => HandedOverAt = HandedOverAt >= now ? HandedOverAt.Value.AddMicroseconds(1) : now;

    public void Paid(DateTimeOffset paidAt)
    {
        if (!(LastPaymentAt >= paidAt))
            LastPaymentAt = paidAt;
    }

    /// <summary>After a reversal: the latest of the payments that are left.</summary>
    public void PaymentsRecounted(DateTimeOffset? lastPaymentAt) => LastPaymentAt = lastPaymentAt;

    public void FeedbackProvided(DateTimeOffset providedAt)
    {
        if (!(LastFeedbackAt >= providedAt))
            LastFeedbackAt = providedAt;
    }

    public void Refused() => HasRefusals = true;

    public void RequestOpened(Guid requestId, DateTimeOffset requestedAt, DateTimeOffset expiresAt)
    {
        (LastRequestId, LastRequestedAt, LastRequestExpiresAt) = (requestId, requestedAt, expiresAt);
        (LastRequestEndedAt, LastRequestAnswered, LastRequestAskAgainFrom) = (null, false, null);
    }

    /// <param name="requestId">Which.</param>
    /// <param name="endedAt">When.</param>
    /// <param name="answered">Whether with an answer.</param>
    /// <param name="askAgainFrom">If it was declined: the first instant at which the next may be made.</param>
    public void RequestEnded(Guid requestId, DateTimeOffset endedAt, bool answered, DateTimeOffset? askAgainFrom)
    {
        if (WaitingRequestId == requestId)
            (LastRequestEndedAt, LastRequestAnswered, LastRequestAskAgainFrom) = (endedAt, answered, askAgainFrom);
    }

    private bool IsBeforeStart(DateTimeOffset at, string eventId) =>
        at < StartedAt || (at == StartedAt && string.CompareOrdinal(eventId, StartEventId) < 0);
}

internal sealed class ContractMap : IEntityTypeConfiguration<Contract>
{
    public void Configure(EntityTypeBuilder<Contract> builder)
    {
        builder.ToTable("Contracts");
        builder.HasKey(contract => contract.ContractId);
        builder.Property(contract => contract.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(contract => contract.ClientId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(contract => contract.FreelancerId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(contract => contract.AgencyId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(contract => contract.StartEventId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(contract => contract.Title).HasMaxLength(Limits.MaxTitleLength);
        builder.Ignore(contract => contract.IsStarted);
        builder.Ignore(contract => contract.WaitingRequestId);

        // The reconciliation asks for what was handed over lately.
        builder.HasIndex(contract => contract.HandedOverAt).HasFilter("handed_over_at IS NOT NULL");

        // It also asks for what ended lately and was not handed over.
        builder.HasIndex(contract => contract.EndedAt).HasFilter("ended_at IS NOT NULL AND handed_over_at IS NULL");

        // Each list of contracts is paged by start, then by id.
        builder.HasIndex(contract => new { contract.ClientId, contract.StartedAt, contract.ContractId });
        builder.HasIndex(contract => new { contract.FreelancerId, contract.StartedAt, contract.ContractId });
        builder.HasIndex(contract => new { contract.AgencyId, contract.StartedAt, contract.ContractId });
    }
}
