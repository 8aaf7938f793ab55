using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Lets one writer of this process at a time write to a SQLite database, in the order in which they came.</summary>
internal static class SqliteWriteQueue
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> _gatesByFile = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> _filesByConnectionString = new(StringComparer.Ordinal);
    private static readonly ConditionalWeakTable<SqliteConnection, SemaphoreSlim> _gatesByConnection = [];

    /// <summary>The latest writer that the calling code is, or that code is which called it.</summary>
    private static readonly AsyncLocal<Writer?> _latest = new();

    /// <summary>
    /// Queues up to write. The method is not asynchronous, so that code which runs after it, and before the end of the transaction, is
    /// recognised: it must not queue up a second time, because the first writer would not end before.
    /// </summary>
    /// <exception cref="InvalidOperationException">The calling code is in such a transaction already.</exception>
    public static Writer Enter(DbContext db)
    {
        var gate = GateOf(db);
        for (var writer = _latest.Value; writer is not null; writer = writer.Outer)
        {
            if (writer.IsOpen && writer.Gate == gate)
            {
                throw new InvalidOperationException(
                    $"The calling code is in a transaction that writes to the SQLite database of {db.GetType().Name} already.");
            }
        }

        return _latest.Value = new Writer(gate, _latest.Value);
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

    /// <summary>A writer, from the moment when it queues up to the end of its transaction.</summary>
    internal sealed class Writer(SemaphoreSlim gate, Writer? outer) : IDisposable
    {
        private bool _hasBegun;

        public SemaphoreSlim Gate => gate;

        /// <summary>The writer, on another database, whose transaction this one is in.</summary>
        public Writer? Outer { get; } = outer is { IsOpen: false } ? outer.Outer : outer;

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
