using System.Text.Json;
using Feedback.Saga.Contracts;
using Feedback.Saga.Feedback;
using Feedback.Saga.Moderation;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Feedback.Saga.Rollout;
using Feedback.Saga.Signals;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Erasure;

/// <summary>
/// Erases a person from the saga's state: a pseudonym takes the place of the id, the person's own notes and reasons go, and other texts no
/// longer mention the person. Feedback stays, because it is public and never changes (R23, R24). It runs contract by contract, each under
/// the contract's lock, so that decisions go on meanwhile; repeating it does no harm.
/// </summary>
public sealed partial class FeedbackErasure
{
    private const int BatchSize = 100;

    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly HandOver _handOver;
    private readonly ILogger<FeedbackErasure> _logger;

    internal FeedbackErasure(IServiceScopeFactory scopes, TimeProvider clock, HandOver handOver, ILogger<FeedbackErasure> logger) =>
        (_scopes, _clock, _handOver, _logger) = (scopes, clock, handOver, logger);

    /// <summary>What takes the place of an id: the same in both services.</summary>
    /// <param name="userId">The id of the person.</param>
    public static string PseudonymOf(string userId) => ErasedUser.PseudonymOf(userId);

    /// <summary>Erases a person.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="name">The display name, as far as it is known.</param>
    /// <param name="address">The email address, as far as it is known.</param>
    /// <param name="dryRun">Whether only to count.</param>
    /// <param name="cancellationToken">Ends it; what was erased stays erased, and another run goes on.</param>
    /// <returns>How many rows of each kind were touched.</returns>
    public async Task<IReadOnlyDictionary<string, long>> EraseAsync(
        string userId, string? name, string? address, bool dryRun, CancellationToken cancellationToken)
    {
        var pseudonym = PseudonymOf(userId);
        var run = new Run(userId, pseudonym, new PersonalTexts(userId, pseudonym, address, name));
        if (!dryRun)
            await MarkErasedAsync(userId, cancellationToken);

        // Where the id is gone already, a name may be left that was not known then.
        foreach (var id in new[] { pseudonym, userId })
        {
            await foreach (var batch in Batches.ReadAsync(
                BatchSize, "", last => ReadContractsAsync(id, last, cancellationToken), contractId => contractId))
            {
                foreach (var contractId in batch)
                {
                    if (await EraseFromContractAsync(run, contractId, dryRun, cancellationToken) is { } handedOver)
                        await PublishAsync(handedOver, cancellationToken);
                }
            }
        }

        await EraseFromRolloutAsync(run, dryRun, cancellationToken);
        await EraseAccountAsync(run, dryRun, cancellationToken);
        run.Count("outbox-messages", await _scopes.RewriteAsync<FeedbackDbContext>(
            body => run.Texts.Rewrite(body), kept: typeof(UserErased), dryRun, cancellationToken));
        LogErased(ErasedUsers.Counts(run.Touched), run.Pseudonym, dryRun);
        return run.Touched;
    }

    private async Task MarkErasedAsync(string userId, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FeedbackDbContext>()
            .MarkErasedAsync(userId, _clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>The contracts that anything about the person stands on, though they may be another's by now (R40).</summary>
    private async Task<List<string>> ReadContractsAsync(string userId, string last, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        return await db.Contracts
            .Where(row => row.ClientId == userId || row.FreelancerId == userId || row.AgencyId == userId)
            .Select(row => row.ContractId)
            .Union(db.Requests.Where(row => row.ClientId == userId || row.FreelancerId == userId).Select(row => row.ContractId))
            .Union(db.MidContractFeedback.Where(row => row.ClientId == userId || row.FreelancerId == userId)
                .Select(row => row.ContractId))
            .Union(db.EndOfContractFeedback.Where(row => row.AuthorId == userId || row.RecipientId == userId)
                .Select(row => row.ContractId))
            .Union(db.FeedbackReports.Where(row => row.ReporterId == userId).Select(row => row.ContractId))
            .Union(db.Moderations.Where(row => row.OperatorId == userId).Select(row => row.ContractId))
            .Union(db.AbuseSignals
                .Where(row => row.ClientId == userId || row.FreelancerId == userId || row.ReviewedBy == userId)
                .Select(row => row.ContractId))
            .Union(db.Refusals.Where(row => row.CallerId == userId).Select(row => row.ContractId))
            .Union(db.IdempotencyRecords.Where(row => row.CallerId == userId).Select(row => row.ContractId))
            .Where(contractId => contractId.CompareTo(last) > 0)
            .OrderBy(contractId => contractId)
            .Take(BatchSize).ToListAsync(cancellationToken);
    }

    /// <returns>The event that tells the end-of-contract feedback system, if what it was told has changed (R73).</returns>
    private async Task<MidContractFeedbackHandedOver?> EraseFromContractAsync(
        Run run, string contractId, bool dryRun, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var contract = await db.FindAndLockAsync<Contract>(contractId, cancellationToken);
        contract?.Pseudonymise(run.UserId, run.Pseudonym, run.Texts.Redact);

        var requests = await db.Requests.AsTracking().Where(row => row.ContractId == contractId).ToListAsync(cancellationToken);
        requests.ForEach(request => Erase(run, request));

        foreach (var feedback in await db.MidContractFeedback.AsTracking().Where(row => row.ContractId == contractId)
            .ToListAsync(cancellationToken))
        {
            var entry = db.Entry(feedback);
            run.Replace(entry.Property(row => row.ClientId));
            run.Replace(entry.Property(row => row.FreelancerId));
            run.Redact(entry.Property(row => row.Comment));
        }

        foreach (var feedback in await db.EndOfContractFeedback.AsTracking().Where(row => row.ContractId == contractId)
            .ToListAsync(cancellationToken))
        {
            var entry = db.Entry(feedback);
            run.Replace(entry.Property(row => row.AuthorId));
            run.Replace(entry.Property(row => row.RecipientId));
            run.Redact(entry.Property(row => row.Comment));
        }

        // The reason of a report is the reporter's own text, for operators alone.
        foreach (var report in await db.FeedbackReports.AsTracking().Where(row => row.ContractId == contractId)
            .ToListAsync(cancellationToken))
        {
            var entry = db.Entry(report);
            if (report.ReporterId == run.UserId)
                entry.Property(row => row.Reason).CurrentValue = null;

            run.Replace(entry.Property(row => row.ReporterId));
            run.Redact(entry.Property(row => row.Reason));
        }

        foreach (var record in await db.Moderations.AsTracking().Where(row => row.ContractId == contractId)
            .ToListAsync(cancellationToken))
        {
            var entry = db.Entry(record);
            run.Replace(entry.Property(row => row.OperatorId));
            run.Redact(entry.Property(row => row.Note));
        }

        foreach (var signal in await db.AbuseSignals.AsTracking().Where(row => row.ContractId == contractId)
            .ToListAsync(cancellationToken))
        {
            var entry = db.Entry(signal);
            if (signal.ClientId == run.UserId || signal.ClientId == run.Pseudonym)
                signal.ForgetAccount();

            run.Replace(entry.Property(row => row.ClientId));
            run.Replace(entry.Property(row => row.FreelancerId));
            if (signal.ReviewedBy == run.UserId)
                entry.Property(row => row.ReviewedBy).CurrentValue = run.Pseudonym;

            run.Redact(entry.Property(row => row.Note));
        }

        db.ChangeTracker.DetectChanges();
        run.Count("contracts", Changed<Contract>(db));
        run.Count("feedback-requests", Changed<FeedbackRequestState>(db));
        run.Count("mid-contract-feedback", Changed<MidContractFeedback>(db));
        run.Count("end-of-contract-feedback", Changed<EndOfContractFeedback>(db));
        run.Count("feedback-reports", Changed<FeedbackReport>(db));
        run.Count("moderations", Changed<ModerationRecord>(db));
        run.Count("abuse-signals", Changed<AbuseSignal>(db));

        // The first responses hold the ids and texts that stood on the contract until now; they are kept for a day or so anyway.
        var isTouched = db.ChangeTracker.HasChanges();
        run.Count("idempotency-records", await db.IdempotencyRecords
            .Where(row => row.ContractId == contractId && (isTouched || row.CallerId == run.UserId))
            .ExecuteDeleteAsync(cancellationToken));
        run.Count("refusals", await db.Refusals.Where(row => row.ContractId == contractId && row.CallerId == run.UserId)
            .ExecuteDeleteAsync(cancellationToken));
        if (dryRun)
            return null;

        var tells = contract?.HandedOverAt is not null && Changed<Contract>(db) + Changed<MidContractFeedback>(db) > 0;
        MidContractFeedbackHandedOver? handedOver = null;
        if (tells)
        {
            // The feedback of the parties is found by the pseudonym, which stands in its rows by then.
            await db.SaveChangesAsync(cancellationToken);
            handedOver = await _handOver.NextAsync(db, contract, cancellationToken);
        }

        await write.SaveAndCommitAsync(cancellationToken);
        return handedOver;
    }

    /// <summary>
    /// After the commit, so that no lock waits for a broker. Should the process die between the two, the reconciliation publishes it.
    /// </summary>
    private async Task PublishAsync(MidContractFeedbackHandedOver handedOver, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(handedOver, cancellationToken);

        // Where the bus sends through the outbox, what was sent is a row by now.
        await scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().SaveChangesAsync(cancellationToken);
    }

    /// <summary>The versions of the rollout stay, as the record of who changed what; the pseudonym keeps its place in the lists.</summary>
    private async Task EraseFromRolloutAsync(Run run, bool dryRun, CancellationToken cancellationToken)
    {
        var quoted = JsonEncodedText.Encode(run.UserId).Value;
        List<int> named;
        await using (var scope = _scopes.CreateAsyncScope())
        {
            named = await scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().RolloutVersions
                .Where(row => row.OperatorId == run.UserId || row.Definition.Contains(quoted) || row.Note != null)
                .Select(row => row.Version)
                .OrderBy(version => version)
                .ToListAsync(cancellationToken);
        }

        var changed = 0L;
        foreach (var version in named)
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
            await using var write = await db.BeginWriteAsync(cancellationToken);
            if (await db.FindAndLockAsync<RolloutVersion>(version, cancellationToken) is not { } row)
                continue;

            var definition = RolloutDefinition.Parse(row.Definition).Replace(run.IdOf).ToJson();
            if (definition != row.Definition)
                (row.Definition, row.Revision) = (definition, row.Revision + 1);

            row.OperatorId = run.IdOf(row.OperatorId);
            row.Note = run.Texts.Redact(row.Note);
            db.ChangeTracker.DetectChanges();
            changed += Changed<RolloutVersion>(db);
            if (!dryRun)
                await write.SaveAndCommitAsync(cancellationToken);
        }

        run.Count("rollout-versions", changed);
    }

    /// <summary>When the account of the person was opened is of no use any more.</summary>
    private async Task EraseAccountAsync(Run run, bool dryRun, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().ClientAccounts
            .Where(account => account.ClientId == run.UserId);
        run.Count("client-accounts", dryRun
            ? await accounts.LongCountAsync(cancellationToken)
            : await accounts.ExecuteDeleteAsync(cancellationToken));
    }

    /// <summary>The freelancer's own note goes; it is for the two parties alone.</summary>
    private static void Erase(Run run, FeedbackRequestState request)
    {
        var (client, freelancer, title, message) = (request.ClientId, request.FreelancerId, request.ContractTitle, request.Message);
        request.ClientId = run.IdOf(client);
        request.FreelancerId = run.IdOf(freelancer);
        request.ContractTitle = run.Texts.Redact(title)!;
        request.Message = freelancer == run.UserId ? null : run.Texts.Redact(message);
        if ((client, freelancer, title, message) != (request.ClientId, request.FreelancerId, request.ContractTitle, request.Message))
            request.Version++;
    }

    private static long Changed<TEntity>(FeedbackDbContext db)
        where TEntity : class =>
        db.ChangeTracker.Entries<TEntity>().Count(entry => entry.State == EntityState.Modified);

    [LoggerMessage(
        LogLevel.Information, "Audit: erased a user from the feedback database ({Counts}); the pseudonym is {Pseudonym}; dry run: {IsDry}")]
    private partial void LogErased(string counts, string pseudonym, bool isDry);

    /// <summary>One erasure, and what it has touched.</summary>
    private sealed record Run(string UserId, string Pseudonym, PersonalTexts Texts)
    {
        public Dictionary<string, long> Touched { get; } = [];

        public void Count(string kind, long rows) => Touched[kind] = Touched.GetValueOrDefault(kind) + rows;

        public string IdOf(string userId) => userId == UserId ? Pseudonym : userId;

        public void Replace<TEntity>(PropertyEntry<TEntity, string> id)
            where TEntity : class =>
            id.CurrentValue = IdOf(id.CurrentValue);

        public void Redact<TEntity>(PropertyEntry<TEntity, string?> text)
            where TEntity : class =>
            text.CurrentValue = Texts.Redact(text.CurrentValue);
    }
}
