using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>Records the statements of one instance, and simulates failures of its database.</summary>
internal sealed class DatabaseFaults(Func<Exception> outage) : IDbCommandInterceptor, IDbTransactionInterceptor
{
    private readonly ConcurrentQueue<SentStatement> _statements = new();
    private int _openings;
    private volatile bool _isDown;
    private volatile bool _isKilled;

    /// <summary>Must be off in tests that measure memory.</summary>
    public bool IsRecording { get; set; } = true;

    /// <summary>How often the instance has opened a connection.</summary>
    public int Openings => Volatile.Read(ref _openings);

    /// <summary>Every statement that was sent, with the transaction that it belongs to.</summary>
    public IReadOnlyList<SentStatement> Statements => [.. _statements];

    /// <summary>Runs before each commit; throwing keeps it from happening.</summary>
    public Func<Task>? Committing { get; set; }

    /// <summary>Runs before each commit with the DbContext whose changes are committed.</summary>
    public Func<DbContext, Task>? CommittingChanges { get; set; }

    /// <summary>Runs after each commit, before the committing code continues.</summary>
    public Func<Task>? Committed { get; set; }

    /// <summary>Runs before each statement; throwing keeps it from being sent.</summary>
    public Func<string, Task>? Executing { get; set; }

    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    public bool IsKilled => _isKilled;

    public void Kill() => _isKilled = true;

    /// <summary>Makes a DbContext use these faults. A connection interceptor would keep it out of group commit; a log does not.</summary>
    public void Attach(DbContextOptionsBuilder options) =>
        options.AddInterceptors(this).LogTo((id, _) => id == RelationalEventId.ConnectionOpening, _ => ConnectionOpening());

    public async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken)
    {
        await SeeAsync(command, eventData);
        return result;
    }

    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken)
    {
        await SeeAsync(command, eventData);
        return result;
    }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken)
    {
        if (Committing is { } committing)
            await committing();

        if (CommittingChanges is { } committingChanges)
            await committingChanges(eventData.Context!);

        ThrowIfCutOff();
        return result;
    }

    public async Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        if (Committed is { } committed)
            await committed();

        ThrowIfCutOff();
    }

    private void ConnectionOpening()
    {
        Interlocked.Increment(ref _openings);
        ThrowIfCutOff();
    }

    private async Task SeeAsync(DbCommand command, CommandEventData eventData)
    {
        if (IsRecording)
            _statements.Enqueue(new SentStatement(command.CommandText, eventData.Context?.Database.CurrentTransaction?.TransactionId));
        if (Executing is { } executing)
            await executing(command.CommandText);

        ThrowIfCutOff();
    }

    private void ThrowIfCutOff()
    {
        if (_isKilled)
            throw new ProcessKilledException();

        if (_isDown)
            throw outage();
    }
}

/// <summary>A statement as it was sent, and the transaction that it was part of.</summary>
internal sealed record SentStatement(string Text, Guid? TransactionId);
