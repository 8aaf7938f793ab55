using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>The turns of the writers of this process: one writer at a time per SQLite database, in the order in which they came.</summary>
internal static class SqliteTurns
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> _gatesByFile = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> _filesByConnectionString = new(StringComparer.Ordinal);
    private static readonly ConditionalWeakTable<SqliteConnection, SemaphoreSlim> _gatesByConnection = [];

    /// <summary>The latest turn that the calling code has taken, or that code has taken which called it.</summary>
    private static readonly AsyncLocal<Turn?> _latest = new();

    /// <summary>
    /// Queues up for a turn. The method is not asynchronous, so that code which runs after it, and before the end of the turn, is
    /// recognised: it must not wait for a second turn, because the first one would not end before.
    /// </summary>
    /// <exception cref="InvalidOperationException">The calling code has a turn already.</exception>
    public static Turn Enter(DbContext db)
    {
        var gate = GateOf(db);
        for (var turn = _latest.Value; turn is not null; turn = turn.Outer)
        {
            if (turn.IsOpen && turn.Gate == gate)
            {
                throw new InvalidOperationException(
                    $"The calling code is in a transaction that writes to the SQLite database of {db.GetType().Name} already.");
            }
        }

        return _latest.Value = new Turn(gate, _latest.Value);
    }

    private static SemaphoreSlim GateOf(DbContext db)
    {
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        var file = _filesByConnectionString.GetOrAdd(connection.ConnectionString, static (_, db) => FileOf(db), db);
        return file.Length == 0
            ? _gatesByConnection.GetValue(connection, static _ => new SemaphoreSlim(1, 1))
            : _gatesByFile.GetOrAdd(file, static _ => new SemaphoreSlim(1, 1));
    }

    /// <summary>
    /// What identifies the database: the path of its file as SQLite resolves it, whichever way the connection string spells it, or
    /// the name of a database in memory that connections share. Empty if each connection has a database of its own.
    /// </summary>
    private static string FileOf(DbContext db)
    {
        db.Database.OpenConnection();
        try
        {
            var connection = (SqliteConnection)db.Database.GetDbConnection();
            var file = raw.sqlite3_db_filename(connection.Handle, "main").utf8_to_string();
            if (!string.IsNullOrEmpty(file))
                return file;

            var settings = new SqliteConnectionStringBuilder(connection.ConnectionString);
            return settings.Cache == SqliteCacheMode.Shared ? settings.DataSource : "";
        }
        finally
        {
            db.Database.CloseConnection();
        }
    }

    /// <summary>A writer's turn, from the moment when it queues up to the end of its transaction.</summary>
    internal sealed class Turn(SemaphoreSlim gate, Turn? outer) : IDisposable
    {
        private bool _hasBegun;

        public SemaphoreSlim Gate => gate;

        /// <summary>The turn, on another database, in which this one was taken.</summary>
        public Turn? Outer { get; } = outer is { IsOpen: false } ? outer.Outer : outer;

        public bool IsOpen { get; private set; } = true;

        public async Task BeginAsync(CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken);
            _hasBegun = true;
        }

        public void Dispose()
        {
            if (!IsOpen)
                return;

            IsOpen = false;
            if (_hasBegun)
                gate.Release();
        }
    }
}
