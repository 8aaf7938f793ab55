using Feedback.Saga.Contracts;
using Feedback.Saga.Feedback;
using Feedback.Saga.Moderation;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Feedback.Saga.Reconciliation;

/// <summary>
/// Compares the saga's state with its timers, and asks again for the notices of what happened: a queue that was purged, a timer that was
/// deleted or a backup that was restored leaves nobody waiting. It reads in batches and locks nothing; whatever it finds, the saga repairs
/// under the contract's lock, as if the timer had fired or the event had come again.
/// </summary>
public sealed partial class FeedbackReconciliation
{
    internal const int BatchSize = 500;

    private static readonly Uri _saga = new($"exchange:{Queues.Requests}");

    private readonly IServiceScopeFactory _scopes;
    private readonly DatabaseClock<FeedbackDbContext> _clock;
    private readonly IOptions<ReconciliationOptions> _options;
    private readonly HandOver _handOver;
    private readonly ILogger<FeedbackReconciliation> _logger;

    internal FeedbackReconciliation(
        IServiceScopeFactory scopes, DatabaseClock<FeedbackDbContext> clock, IOptions<ReconciliationOptions> options,
        HandOver handOver, ILogger<FeedbackReconciliation> logger) =>
        (_scopes, _clock, _options, _handOver, _logger) = (scopes, clock, options, handOver, logger);

    /// <summary>Sweeps once.</summary>
    /// <param name="since">
    /// From when on the notices of what happened are asked for again, and contracts that ended are looked at, in UTC.
    /// </param>
    /// <param name="everything">
    /// Whether all contracts and all feedback are read, too, for requests that are gone and feedback that was never handed over: that takes
    /// as long as there are rows.
    /// </param>
    /// <param name="dryRun">Whether it only tells what it finds.</param>
    /// <param name="cancellationToken">Ends the sweep.</param>
    /// <returns>What it has found and how often: the names are those of <see cref="FeedbackFindings"/>.</returns>
    /// <exception cref="ClockDiffersException">The process's clock differs from the database's, so nothing is late by it (R52).</exception>
    public async Task<IReadOnlyDictionary<string, long>> RunAsync(
        DateTimeOffset since, bool everything, bool dryRun, CancellationToken cancellationToken)
    {
        await _clock.ThrowIfDiffersAsync(cancellationToken);
        if (await _clock.NowAsync(cancellationToken) is not { } now)
            return new Dictionary<string, long>();

        var sweep = new Sweep(now - _options.Value.Grace, now + _options.Value.Grace, dryRun, []);
        await SweepWaitingAsync(sweep, since, cancellationToken);
        if (!dryRun)
            await PublishEndsAgainAsync(sweep, since, cancellationToken);

        await HandOverWhatNeverWasAsync(sweep, everything ? null : since, cancellationToken);
        if (everything)
        {
            await SweepContractsAsync(sweep, cancellationToken);
            await SweepFeedbackAsync(sweep, cancellationToken);
        }

        LogSwept(sweep.Findings.Values.Sum(), dryRun);
        return sweep.Findings;
    }

    /// <summary>The requests that wait: each has a timer, or its time is over and the timer's message is under way.</summary>
    private async Task SweepWaitingAsync(Sweep sweep, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await ForEachBatchAsync(
            (db, last) => db.Requests.AsNoTracking()
                .Where(request => request.CurrentState == nameof(FeedbackRequestStateMachine.Pending))
                .Where(request => last == null || request.CorrelationId > last)
                .OrderBy(request => request.CorrelationId)
                .Select(request => new
                {
                    Request = request,
                    HasTimer = db.Set<OutboxMessage>().Any(row => row.Id == request.ExpiryTokenId),
                }),
            found => found.Request.CorrelationId,
            async (found, bus) =>
            {
                var request = found.Request;
                if (request.ExpiresAt <= sweep.Before)
                    await EndOrSetTimerAsync(FeedbackFindings.RequestOverdue);
                else if (!found.HasTimer && request.RequestedAt <= sweep.Before && request.ExpiresAt > sweep.After)
                    await EndOrSetTimerAsync(FeedbackFindings.RequestWithoutTimer);

                if (!sweep.IsDry && request.RequestedAt > since && request.RequestedAt <= sweep.Before)
                    await PublishAgainAsync(bus, FeedbackRequestEvents.Requested(request), cancellationToken);

                // The saga takes it for the timer's message: it ends the request, or sets the timer for its time.
                async Task EndOrSetTimerAsync(string kind)
                {
                    Count(sweep, kind, request.CorrelationId.ToString(), request.ContractId);
                    if (sweep.IsDry)
                        return;

                    var saga = await bus.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(_saga);
                    await saga.Send(
                        new FeedbackRequestExpiryDue { RequestId = request.CorrelationId, ContractId = request.ContractId },
                        cancellationToken);
                }
            },
            cancellationToken);
    }

    /// <summary>Notifications does nothing about a notice that it has; one that it has not gets its old id (R49).</summary>
    private async Task PublishEndsAgainAsync(Sweep sweep, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await ForEachBatchAsync(
            (db, last) => db.Requests.AsNoTracking()
                .Where(request => request.EndedAt > since && request.EndedAt <= sweep.Before)
                .Where(request => request.CurrentState == nameof(FeedbackRequestStateMachine.Expired)
                    || request.CurrentState == nameof(FeedbackRequestStateMachine.Closed)
                    || request.CurrentState == nameof(FeedbackRequestStateMachine.Declined))
                .Where(request => last == null || request.CorrelationId > last)
                .OrderBy(request => request.CorrelationId),
            request => request.CorrelationId,
            (request, bus) => request.CurrentState switch
            {
                nameof(FeedbackRequestStateMachine.Expired) =>
                    PublishAgainAsync(bus, FeedbackRequestEvents.Expired(request), cancellationToken),
                nameof(FeedbackRequestStateMachine.Declined) => PublishAgainAsync(
                    bus,
                    FeedbackRequestEvents.Declined(request, request.EndedAt!.Value, request.AskAgainFrom!.Value),
                    cancellationToken),
                _ => PublishAgainAsync(bus, FeedbackRequestEvents.Closed(request, request.EndedAt!.Value), cancellationToken),
            },
            cancellationToken);

        await ForEachBatchAsync(
            (db, last) => db.MidContractFeedback.AsNoTracking()
                .Where(feedback => feedback.ProvidedAt > since && feedback.ProvidedAt <= sweep.Before)
                .Where(feedback => feedback.WithheldAs != FeedbackVisibilities.TakenDown)
                .Where(feedback => last == null || feedback.FeedbackId > last)
                .OrderBy(feedback => feedback.FeedbackId)
                .Select(feedback => new
                {
                    Feedback = feedback,
                    db.Contracts.Single(contract => contract.ContractId == feedback.ContractId).Title,
                }),
            found => found.Feedback.FeedbackId,
            (found, bus) => PublishAgainAsync(bus, FeedbackRequestEvents.Provided(found.Feedback, found.Title!), cancellationToken),
            cancellationToken);

        await ForEachBatchAsync(
            (db, last) =>
                from record in db.Moderations.AsNoTracking()
                where record.At > since && record.At <= sweep.Before && (last == null || record.ChangeId > last)
                join feedback in db.MidContractFeedback on record.FeedbackId equals feedback.FeedbackId
                join contract in db.Contracts on record.ContractId equals contract.ContractId
                join report in db.FeedbackReports on record.ReportId equals report.ReportId into reports
                from report in reports.DefaultIfEmpty()
                orderby record.ChangeId
                select new
                {
                    Record = record,
                    Feedback = feedback,
                    contract.Title,
                    Report = report,
                    Undone = db.Moderations
                        .Where(earlier => earlier.FeedbackId == record.FeedbackId && earlier.At < record.At
                            && record.Previous == FeedbackVisibilities.TakenDown
                            && earlier.Visibility == FeedbackVisibilities.TakenDown)
                        .OrderByDescending(earlier => earlier.At)
                        .Select(earlier => (Guid?)earlier.ChangeId)
                        .FirstOrDefault(),
                },
            found => found.Record.ChangeId,
            async (found, bus) =>
            {
                foreach (var happened in ModerationEvents.Of(found.Record, found.Undone, found.Feedback, found.Report, found.Title))
                    await PublishAgainAsync(bus, happened, cancellationToken);
            },
            cancellationToken);

        // Contract by contract: what is handed over of one may be long.
        await ForEachBatchAsync(
            (db, last) => db.Contracts.AsNoTracking()
                .Where(contract => contract.HandedOverAt > since && contract.HandedOverAt <= sweep.Before)
                .Where(contract => contract.ContractId.CompareTo(last) > 0)
                .OrderBy(contract => contract.ContractId)
                .Select(contract => contract.ContractId),
            "",
            contractId => contractId,
            (contractId, _) => HandOverAgainAsync(contractId, cancellationToken),
            cancellationToken);
    }

    /// <summary>The contract is read before its feedback: an event never says that older feedback is the latest (R73).</summary>
    private async Task HandOverAgainAsync(string contractId, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        var contract = await db.Contracts.AsNoTracking()
            .SingleAsync(contract => contract.ContractId == contractId, cancellationToken);
        await PublishAgainAsync(
            scope.ServiceProvider, await HandOver.LatestAsync(db, contract, cancellationToken), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// What a process of a version that hands nothing over let end, before or beside this one: it is handed over for the first time (R73).
    /// </summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="since">From when on the contracts ended; none for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private Task HandOverWhatNeverWasAsync(Sweep sweep, DateTimeOffset? since, CancellationToken cancellationToken) =>
        ForEachBatchAsync(
            (db, last) => db.Contracts.AsNoTracking()
                .Where(contract => contract.EndedAt != null && contract.HandedOverAt == null && contract.LastFeedbackAt != null)
                .Where(contract => since == null || contract.EndedAt > since)
                .Where(contract => db.MidContractFeedback.Any(feedback => feedback.ContractId == contract.ContractId
                    && feedback.ClientId == contract.ClientId && feedback.FreelancerId == contract.FreelancerId))
                .Where(contract => contract.ContractId.CompareTo(last) > 0)
                .OrderBy(contract => contract.ContractId)
                .Select(contract => contract.ContractId),
            "",
            contractId => contractId,
            async (contractId, _) =>
            {
                if (sweep.IsDry || await HandOverFirstAsync(contractId, cancellationToken))
                    Count(sweep, FeedbackFindings.FeedbackNotHandedOver, contractId, contractId);
            },
            cancellationToken);

    /// <summary>
    /// It is published after the commit, so that no lock waits for a broker. Should the process die between the two, the next sweep
    /// publishes it.
    /// </summary>
    /// <returns>Whether it was handed over; not if another process has done so by now.</returns>
    private async Task<bool> HandOverFirstAsync(string contractId, CancellationToken cancellationToken)
    {
        var handedOver = await ConflictRetries.RunAsync(DecideAsync, cancellationToken);
        if (handedOver is null)
            return false;

        await using var scope = _scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(handedOver, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().SaveChangesAsync(cancellationToken);
        return true;

        async Task<MidContractFeedbackHandedOver?> DecideAsync()
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
            await using var write = await db.BeginWriteAsync(cancellationToken);
            var contract = await db.FindAndLockAsync<Contract>(contractId, cancellationToken);
            if (contract is not { HandedOverAt: null })
                return null;

            var handedOver = await _handOver.NextAsync(db, contract, cancellationToken);
            await write.SaveAndCommitAsync(cancellationToken);
            return handedOver;
        }
    }

    private Task SweepContractsAsync(Sweep sweep, CancellationToken cancellationToken) => ForEachBatchAsync(
        (db, last) => db.Contracts.AsNoTracking()
            .Where(contract => contract.ContractId.CompareTo(last) > 0)
            .OrderBy(contract => contract.ContractId)
            .Select(contract => new
            {
                contract.ContractId,
                contract.LastRequestId,
                IsMissing = contract.LastRequestId != null && contract.LastRequestEndedAt == null
                    && !db.Requests.Any(request => request.CorrelationId == contract.LastRequestId),
            }),
        "",
        contract => contract.ContractId,
        (contract, _) =>
        {
            if (contract.IsMissing)
                Count(sweep, FeedbackFindings.ContractWithoutRequest, contract.LastRequestId.ToString()!, contract.ContractId);

            return Task.CompletedTask;
        },
        cancellationToken);

    private Task SweepFeedbackAsync(Sweep sweep, CancellationToken cancellationToken) => ForEachBatchAsync(
        (db, last) => db.MidContractFeedback.AsNoTracking()
            .Where(feedback => last == null || feedback.FeedbackId > last)
            .OrderBy(feedback => feedback.FeedbackId)
            .Select(feedback => new
            {
                feedback.FeedbackId,
                feedback.ContractId,
                IsMissing = feedback.RequestId != null && !db.Requests.Any(request => request.CorrelationId == feedback.RequestId),
            }),
        feedback => feedback.FeedbackId,
        (feedback, _) =>
        {
            if (feedback.IsMissing)
                Count(sweep, FeedbackFindings.FeedbackWithoutRequest, feedback.FeedbackId.ToString(), feedback.ContractId);

            return Task.CompletedTask;
        },
        cancellationToken);

    private Task ForEachBatchAsync<TRow>(
        Func<FeedbackDbContext, Guid?, IQueryable<TRow>> query, Func<TRow, Guid> idOf, Func<TRow, IServiceProvider, Task> handle,
        CancellationToken cancellationToken) =>
        ForEachBatchAsync(query, (Guid?)null, row => idOf(row), handle, cancellationToken);

    /// <param name="query">The rows that come after a key, by their keys.</param>
    /// <param name="first">What the first row comes after.</param>
    /// <param name="keyOf">The key of a row.</param>
    /// <param name="handle">Handles a row, with the services of the scope that its batch is handled in.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task ForEachBatchAsync<TRow, TKey>(
        Func<FeedbackDbContext, TKey, IQueryable<TRow>> query, TKey first, Func<TRow, TKey> keyOf,
        Func<TRow, IServiceProvider, Task> handle, CancellationToken cancellationToken)
    {
        await foreach (var batch in Batches.ReadAsync(BatchSize, first, ReadAsync, keyOf))
        {
            await using var scope = _scopes.CreateAsyncScope();
            foreach (var row in batch)
                await handle(row, scope.ServiceProvider);

            // Where the bus sends through the outbox, what was sent is rows by now.
            await scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().SaveChangesAsync(cancellationToken);
        }

        async Task<List<TRow>> ReadAsync(TKey last)
        {
            await using var scope = _scopes.CreateAsyncScope();
            return await query(scope.ServiceProvider.GetRequiredService<FeedbackDbContext>(), last)
                .Take(BatchSize).ToListAsync(cancellationToken);
        }
    }

    private static Task PublishAgainAsync<T>(IServiceProvider bus, T message, CancellationToken cancellationToken)
        where T : class =>
        bus.GetRequiredService<IPublishEndpoint>().Publish(
            message, message.GetType(), context => context.Headers.Set(Reconciled.Header, true), cancellationToken);

    private void Count(Sweep sweep, string kind, string id, string contractId)
    {
        sweep.Findings[kind] = sweep.Findings.GetValueOrDefault(kind) + 1;
        MessagingTelemetry.CountFinding<FeedbackDbContext>(kind);
        LogFound(kind, id, contractId);
    }

    [LoggerMessage(LogLevel.Warning, "Reconciliation found {Finding}: {Id} on contract {ContractId}")]
    private partial void LogFound(string finding, string id, string contractId);

    [LoggerMessage(LogLevel.Information, "Reconciliation of requests ended with {Findings} findings; dry run: {IsDry}")]
    private partial void LogSwept(long findings, bool isDry);

    /// <param name="Before">What happened, or was due, after this instant may be under way.</param>
    /// <param name="After">A timer that is due before this instant may be under way.</param>
    /// <param name="IsDry">Whether nothing is repaired.</param>
    /// <param name="Findings">How often each was found.</param>
    private sealed record Sweep(DateTimeOffset Before, DateTimeOffset After, bool IsDry, Dictionary<string, long> Findings);
}
