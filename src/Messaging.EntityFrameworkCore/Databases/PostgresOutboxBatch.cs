using System.Runtime.CompilerServices;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>What a handling does to the outbox on PostgreSQL, as statements that are sent together.</summary>
internal sealed class PostgresOutboxBatch
{
    private static readonly ConditionalWeakTable<TableNames, PostgresOutboxBatch> s_byTable = [];

    private readonly string _insert;
    private readonly string _delete;

    private PostgresOutboxBatch(TableNames outbox)
    {
        string[] properties =
        [
            nameof(OutboxMessage.Id),
            nameof(OutboxMessage.Position),
            nameof(OutboxMessage.EnqueuedAt),
            nameof(OutboxMessage.DueAt),
            nameof(OutboxMessage.IsTimer),
            nameof(OutboxMessage.NextAttemptAt),
            nameof(OutboxMessage.Destination),
            nameof(OutboxMessage.MessageType),
            nameof(OutboxMessage.ContentType),
            nameof(OutboxMessage.Headers),
            nameof(OutboxMessage.Body),
            nameof(OutboxMessage.Attempts),
        ];
        var columns = string.Join(", ", properties.Select(outbox.Column));
        var places = string.Join(", ", properties.Select((_, index) => $"${index + 1}"));
        _insert = $"INSERT INTO {outbox.Table} ({columns}) VALUES ({places})";
        _delete = $"DELETE FROM {outbox.Table} WHERE {outbox.Key} = ANY ($1)";
    }

    public static PostgresOutboxBatch Of(DbContext db) =>
        s_byTable.GetValue(TableNames.Of<OutboxMessage>(db), static outbox => new PostgresOutboxBatch(outbox));

    /// <summary>Inserts the one and deletes the other, on the connection of <paramref name="db"/>.</summary>
    public NpgsqlBatch Create(DbContext db, IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
        foreach (var row in added)
            batch.BatchCommands.Add(Insert(row));

        if (cancelled.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(_delete) { Parameters = { Typed(cancelled.ToArray()) } });

        return batch;
    }

    private NpgsqlBatchCommand Insert(OutboxMessage row) => new(_insert)
    {
        Parameters =
        {
            Typed(row.Id),
            Typed(row.Position),
            Typed(row.EnqueuedAt),
            Typed(row.DueAt),
            Typed(row.IsTimer),
            Optional(row.NextAttemptAt, NpgsqlDbType.TimestampTz),
            Typed(row.Destination),
            Typed(row.MessageType),
            Typed(row.ContentType),
            Optional(row.Headers, NpgsqlDbType.Text),
            Typed(row.Body),
            Typed(row.Attempts),
        },
    };

    private static NpgsqlParameter<T> Typed<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
