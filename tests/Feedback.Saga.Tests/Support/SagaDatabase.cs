using Messaging.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using TestKit.Processes;
using TestKit.Servers;

namespace Feedback.Saga.Tests.Support;

/// <summary>An empty database of a test's own.</summary>
internal sealed class SagaDatabase(Action<DbContextOptionsBuilder> configure, Func<ValueTask> dispose) : IAsyncDisposable
{
    public void Configure(DbContextOptionsBuilder options) => configure(options);

    public ValueTask DisposeAsync() => dispose();

    /// <summary>The same database, with something between it and the service.</summary>
    public SagaDatabase With(IInterceptor interceptor) => new(
        options =>
        {
            configure(options);
            options.AddInterceptors(interceptor);
        },
        dispose);

    public static SagaDatabase OnSqlite()
    {
        var folder = new TemporaryFolder("saga");
        var connectionString = new SqliteConnectionStringBuilder { DataSource = folder.Path("feedback.db") }.ToString();
        using (var connection = new SqliteConnection(connectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            command.ExecuteNonQuery();
        }

        return new SagaDatabase(options => options.UseSqlite(connectionString), () =>
        {
            using (var connection = new SqliteConnection(connectionString))
                SqliteConnection.ClearPool(connection);

            folder.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    public static async Task<SagaDatabase> OnPostgresAsync()
    {
        var database = await PostgresDatabase.CreateAsync();
        return new SagaDatabase(options => options.UseNpgsql(database.ConnectionString).UseGroupCommit(), database.DisposeAsync);
    }
}
