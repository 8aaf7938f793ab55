using Npgsql;

namespace Crash.Ledger;

/// <summary>Reads the services' tables, knowing their names and nothing else of the product.</summary>
internal static class SnapshotReader
{
    public static async Task<Snapshot> ReadAsync(NpgsqlDataSource database) => new()
    {
        Requests = await RowsAsync(
            database,
            """
            SELECT correlation_id, contract_id, client_id, freelancer_id, current_state, expires_at, feedback_id, message
            FROM feedback.feedback_requests
            """,
            row => new RequestRow(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Instant(row, 5)!.Value,
                Id(row, 6), Text(row, 7))),
        Feedback = await RowsAsync(
            database,
            "SELECT feedback_id, contract_id, freelancer_id, request_id, comment FROM feedback.mid_contract_feedback",
            row => new FeedbackRow(row.GetGuid(0), row.GetString(1), row.GetString(2), Id(row, 3), Text(row, 4))),
        Contracts = await RowsAsync(
            database,
            "SELECT contract_id, client_id, freelancer_id, started_at, ended_at FROM feedback.contracts",
            row => new ContractRow(row.GetString(0), Text(row, 1), Text(row, 2), Instant(row, 3), Instant(row, 4))),
        Payments = await RowsAsync(
            database,
            "SELECT payment_id, paid_at, reversed_at FROM feedback.payments",
            row => new PaymentRow(row.GetString(0), Instant(row, 1), Instant(row, 2))),
        FinalFeedback = await RowsAsync(database, "SELECT feedback_id FROM feedback.end_of_contract_feedback", row => row.GetString(0)),
        Deliveries = await RowsAsync(
            database,
            "SELECT source_id, notice, channel, recipient_id, status, message_id FROM notifications.deliveries",
            row => new DeliveryRow(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Text(row, 5))),
        Inbox = await RowsAsync(
            database,
            "SELECT message_id, source_id, kind, recipient_id FROM notifications.in_app_messages",
            row => new InboxRow(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3))),
        Addresses = (await RowsAsync(
            database, "SELECT user_id, email FROM notifications.user_profiles", row => (User: row.GetString(0), Email: Text(row, 1))))
            .ToDictionary(profile => profile.User, profile => profile.Email),
        Outbox = [.. await OutboxAsync(database, "feedback"), .. await OutboxAsync(database, "notifications")],
    };

    private static Task<IReadOnlyList<OutboxRow>> OutboxAsync(NpgsqlDataSource database, string schema) => RowsAsync(
        database,
        $"SELECT coalesce(message_id, id), message_type, is_timer, due_at, parked_at IS NOT NULL, attempts FROM {schema}.outbox_messages",
        row => new OutboxRow(
            schema, row.GetGuid(0), row.GetString(1), row.GetBoolean(2), Instant(row, 3)!.Value, row.GetBoolean(4), row.GetInt32(5)));

    private static async Task<IReadOnlyList<T>> RowsAsync<T>(NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));

        return rows;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
