using Feedback.Saga.Persistence;
using Feedback.Saga.Retention;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Feedback.Saga.Signals;

/// <summary>Stores signals that are found, each once.</summary>
internal sealed partial class SignalStore(IOptions<RetentionOptions> retention, TimeProvider clock, ILogger<SignalStore> logger)
{
    /// <summary>
    /// Stores those that are new, in a transaction of its own. What is older than what is kept is not new, however late its event comes. Of
    /// two processes that find the same one at once, one meets a conflict, and looks again.
    /// </summary>
    public async Task StoreAsync(FeedbackDbContext db, IReadOnlyCollection<AbuseSignal> found, CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - retention.Value.AbuseSignals;
        var kept = found.Where(signal => signal.At >= oldest).ToList();
        if (kept.Count == 0)
            return;

        await using var write = await db.BeginWriteAsync(cancellationToken);
        var ids = kept.ConvertAll(signal => signal.SignalId);
        var known = await db.AbuseSignals.AsNoTracking()
            .Where(signal => ids.Contains(signal.SignalId)).Select(signal => signal.SignalId).ToListAsync(cancellationToken);
        var added = kept.Where(signal => !known.Contains(signal.SignalId)).ToList();
        if (added.Count == 0)
            return;

        await PseudonymiseAsync(db, added, cancellationToken);
        db.AbuseSignals.AddRange(added);
        await write.SaveAndCommitAsync(cancellationToken);
        foreach (var signal in added)
        {
            FeedbackTelemetry.Signals.Add(1, FeedbackTelemetry.SignalTag(signal.Kind));
            LogFound(signal.SignalId, signal.Kind, signal.ContractId);
        }
    }

    /// <summary>No message brings a person back who was erased.</summary>
    private static async Task PseudonymiseAsync(FeedbackDbContext db, List<AbuseSignal> added, CancellationToken cancellationToken)
    {
        var erased = await db.FindErasedAsync(
            cancellationToken, [.. added.SelectMany(signal => new[] { signal.ClientId, signal.FreelancerId })]);
        foreach (var signal in added)
        {
            if (erased.ContainsKey(signal.ClientId))
                signal.ForgetAccount();

            signal.ClientId = erased.GetValueOrDefault(signal.ClientId, signal.ClientId);
            signal.FreelancerId = erased.GetValueOrDefault(signal.FreelancerId, signal.FreelancerId);
        }
    }

    [LoggerMessage(LogLevel.Information, "Signal {SignalId} ({Kind}) on contract {ContractId}, for operators to look at")]
    private partial void LogFound(Guid signalId, string kind, string contractId);
}
