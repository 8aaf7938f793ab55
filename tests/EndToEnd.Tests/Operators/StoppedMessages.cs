using System.Text;
using EndToEnd.Tests.Systems;
using Npgsql;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Servers;

namespace EndToEnd.Tests.Operators;

/// <summary>Makes messages stop, as if their handling or their sending had failed.</summary>
internal static class StoppedMessages
{
    /// <summary>Leaves a copy of the event that waits in the queue in its error queue, and returns its id.</summary>
    public static async Task<string> CopyToErrorsAsync(this SeparateSystem system, string queue, string contractId)
    {
        string? messageId = null;
        await using var broker = await BrokerConnection.OpenAsync(system.Broker.Address);
        await Eventually.Until(async () => (await system.Broker.Management.WaitingAsync()).ContainsKey(queue));
        await broker.WithChannelAsync(async channel =>
        {
            var waiting = (await channel.BasicGetAsync(queue, autoAck: false))!;
            Encoding.UTF8.GetString(waiting.Body.Span).ShouldContain(contractId);
            messageId = waiting.BasicProperties.MessageId;
            var failed = new BasicProperties(waiting.BasicProperties);
            failed.Headers = new Dictionary<string, object?>(failed.Headers!) { ["MT-Fault-ExceptionType"] = "System.TimeoutException" };
            await channel.BasicPublishAsync("", $"{queue}_error", mandatory: true, failed, waiting.Body);
        });
        return messageId!;
    }

    /// <summary>Parks the timer of the request's expiry, and returns the id of its row.</summary>
    public static async Task<Guid> ParkTimerAsync(this SeparateSystem system, Guid requestId)
    {
        await using var connection = new NpgsqlConnection(system.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            UPDATE feedback.outbox_messages SET parked_at = now(), next_attempt_at = NULL, attempts = 9, last_error = 'TimeoutException'
            WHERE id = (SELECT expiry_token_id FROM feedback.feedback_requests WHERE correlation_id = @request) RETURNING id
            """;
        command.Parameters.AddWithValue("request", requestId);
        return (Guid)(await command.ExecuteScalarAsync())!;
    }
}
