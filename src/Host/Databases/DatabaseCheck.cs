using Gateway.Operations;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Host.Databases;

/// <summary>
/// Whether the database takes writes. A success is believed for a few seconds, so that many who ask cost no more than one.
/// </summary>
internal sealed class DatabaseCheck<TContext>(WriteProbe<TContext> probe, TimeProvider clock, TimeSpan patience) : IHealthCheck
    where TContext : DbContext
{
    private const int SqliteReadOnly = 8;
    private const int SqliteFull = 13;

    private static readonly TimeSpan _belief = TimeSpan.FromSeconds(5);

    private long? _writtenAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_writtenAt is { } at && clock.GetElapsedTime(at) < _belief)
            return HealthCheckResult.Healthy();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await probe.RunAsync(limit.Token);
            _writtenAt = clock.GetTimestamp();
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            _writtenAt = null;
            return HealthEndpoints.Unhealthy(limit.IsCancellationRequested ? "takes too long" : DatabaseRefusal.ReasonOf(failure));
        }
    }

    private static class DatabaseRefusal
    {
        /// <summary>Why it takes no writes, in words that hold no secret; the numbers are those of the databases' manuals.</summary>
        public static string ReasonOf(Exception failure) => failure.GetBaseException() switch
        {
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "is read-only",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "is full",
            PostgresException postgres => $"refuses to write (SQLSTATE {postgres.SqlState})",
            SqlException { Number: 3906 } => "is read-only",
            SqlException { Number: 1101 or 1105 or 9002 } => "is full",
            SqlException { Class: < 20 } sql when !DatabaseFailures.IsUnavailable(sql) => $"refuses to write (error {sql.Number})",
            SqliteException { SqliteErrorCode: SqliteReadOnly } => "is read-only",
            SqliteException { SqliteErrorCode: SqliteFull } => "is full",
            SqliteException sqlite => $"refuses to write (error {sqlite.SqliteErrorCode})",
            _ => "can't be reached",
        };
    }
}
