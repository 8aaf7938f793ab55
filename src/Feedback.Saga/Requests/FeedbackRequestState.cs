using Feedback.Saga.Contracts;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Requests;

/// <summary>One request for feedback, from its making to its one end (R42). The row stays when the request is over.</summary>
internal sealed class FeedbackRequestState : SagaStateMachineInstance
{
    /// <summary>The request's id.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>The name of a state of <see cref="FeedbackRequestStateMachine"/>.</summary>
    public string CurrentState { get; set; } = null!;

    public string ContractId { get; set; } = null!;

    public string ClientId { get; set; } = null!;

    public string FreelancerId { get; set; } = null!;

    /// <summary>What the contract was called when the request was made.</summary>
    public string ContractTitle { get; set; } = null!;

    /// <summary>The freelancer's note to the client.</summary>
    public string? Message { get; set; }

    public DateTimeOffset RequestedAt { get; set; }

    /// <summary>The first instant at which an answer is too late (R11).</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was answered, declined or closed, or expired: the instant at which that happened, not of its handling.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>If it was declined: the first instant at which the next may be made (R54).</summary>
    public DateTimeOffset? AskAgainFrom { get; set; }

    /// <summary>The feedback that answered it.</summary>
    public Guid? FeedbackId { get; set; }

    /// <summary>The timer of the expiry, while it is set.</summary>
    public Guid? ExpiryTokenId { get; set; }

    /// <summary>The timer of the reminder, while it is set (R16).</summary>
    public Guid? ReminderTokenId { get; set; }

    /// <summary>The policy in force when it was accepted, as JSON (R44); empty once <see cref="ClearedAt"/> is set.</summary>
    public string Policy { get; set; } = null!;

    /// <summary>The facts that it was accepted on, as JSON (R44); empty once <see cref="ClearedAt"/> is set.</summary>
    public string Facts { get; set; } = null!;

    /// <summary>
    /// The cohort of the freelancer when it was accepted (R62), for reports; none for one that a version of the product accepted which
    /// recorded none.
    /// </summary>
    public string? Cohort { get; set; }

    /// <summary>The version of the rollout that it was accepted by (R63).</summary>
    public int? RolloutVersion { get; set; }

    /// <summary>How long the answer took, in whole seconds; none while there is none.</summary>
    public int? AnsweredAfterSeconds { get; set; }

    /// <summary>The policy in force when it was declined, as JSON (R44); none once <see cref="ClearedAt"/> is set.</summary>
    public string? DeclinePolicy { get; set; }

    /// <summary>The facts that it was declined on, as JSON (R44); none once <see cref="ClearedAt"/> is set.</summary>
    public string? DeclineFacts { get; set; }

    /// <summary>When policy and facts were cleared for their age.</summary>
    public DateTimeOffset? ClearedAt { get; set; }

    /// <summary>Counts the changes of the row: the concurrency token.</summary>
    public int Version { get; set; }

    /// <summary>The request that a command makes at that instant. It has no state yet.</summary>
    public static FeedbackRequestState Of(RequestFeedback command, Contract contract, DateTimeOffset at, TimeSpan window)
    {
        var request = new FeedbackRequestState { CorrelationId = command.RequestId };
        request.Open(command, contract, at, window);
        return request;
    }

    /// <summary>Takes over what the command and the contract say.</summary>
    public void Open(RequestFeedback command, Contract contract, DateTimeOffset at, TimeSpan window)
    {
        ContractId = contract.ContractId;
        ClientId = contract.ClientId!;
        FreelancerId = contract.FreelancerId!;
        ContractTitle = contract.Title!;
        Message = command.Message;
        RequestedAt = at;
        ExpiresAt = at + window;
    }

    /// <summary>The request as its pages show it.</summary>
    public FeedbackRequestView ToView() => new()
    {
        RequestId = CorrelationId,
        ContractId = ContractId,
        Status = CurrentState switch
        {
            nameof(FeedbackRequestStateMachine.Pending) => FeedbackRequestStatuses.Pending,
            nameof(FeedbackRequestStateMachine.Answered) => FeedbackRequestStatuses.Answered,
            nameof(FeedbackRequestStateMachine.Expired) => FeedbackRequestStatuses.Expired,
            nameof(FeedbackRequestStateMachine.Closed) => FeedbackRequestStatuses.Closed,
            nameof(FeedbackRequestStateMachine.Declined) => FeedbackRequestStatuses.Declined,
            var other => throw new InvalidOperationException($"Request {CorrelationId} is in the unknown state {other}."),
        },
        Message = Message,
        RequestedAt = RequestedAt,
        ExpiresAt = ExpiresAt,
        EndedAt = EndedAt,
        AskAgainFrom = AskAgainFrom,
        FeedbackId = FeedbackId,
    };

    /// <summary>The request as it stands at that instant, also where the message or the timer that ends it is late.</summary>
    public FeedbackRequestView ToView(DateTimeOffset at, DateTimeOffset? contractEndedAt)
    {
        var view = ToView();
        if (view.Status != FeedbackRequestStatuses.Pending)
            return view;
        if (contractEndedAt <= at && contractEndedAt < ExpiresAt)
            return view with { Status = FeedbackRequestStatuses.Closed, EndedAt = contractEndedAt };

        return ExpiresAt <= at ? view with { Status = FeedbackRequestStatuses.Expired, EndedAt = ExpiresAt } : view;
    }
}

internal sealed class FeedbackRequestMap : IEntityTypeConfiguration<FeedbackRequestState>
{
    public void Configure(EntityTypeBuilder<FeedbackRequestState> builder)
    {
        builder.ToTable("FeedbackRequests");
        builder.HasKey(request => request.CorrelationId);
        builder.Property(request => request.CorrelationId).ValueGeneratedNever();
        builder.ClusterByAge(request => request.RequestedAt);
        builder.Property(request => request.CurrentState).HasMaxLength(16);
        builder.Property(request => request.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(request => request.ClientId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(request => request.FreelancerId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(request => request.ContractTitle).HasMaxLength(Limits.MaxTitleLength);
        builder.Property(request => request.Cohort).HasMaxLength(Limits.MaxCohortNameLength);
        builder.Property(request => request.Version).IsConcurrencyToken();
        builder.HasIndex(request => request.CurrentState);

        // The report of the rollout counts those that were made lately.
        builder.HasIndex(request => request.RequestedAt);

        // The reconciliation asks for the notices of what happened lately.
        builder.HasIndex(request => request.EndedAt).HasFilter("ended_at IS NOT NULL");

        // The sweep over what is kept for a time only clears their facts, oldest first.
        builder.HasIndex(request => request.EndedAt, "IX_FeedbackRequests_Uncleared")
            .HasFilter("ended_at IS NOT NULL AND cleared_at IS NULL");

        // The contract room lists all requests of its contract.
        builder.HasIndex(request => new { request.ContractId, request.RequestedAt });

        // A second guard of R8: decisions queue up on the contract's row, so this index never refuses a row unless that fails.
        builder.HasIndex(request => request.ContractId, "IX_FeedbackRequests_Waiting")
            .IsUnique()
            .HasFilter($"current_state = '{nameof(FeedbackRequestStateMachine.Pending)}'");
    }
}
