using Host.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using TestKit;
using TestKit.Processes;

namespace Host.Tests.Databases;

public sealed class When_a_process_died_while_it_migrated : IDisposable
{
    private readonly TemporaryFolder _folder = new("died");

    [Fact]
    public async Task Should_not_wait_on_SQLite_for_the_lock_that_it_left()
    {
        var options = new DbContextOptionsBuilder<SqliteFeedbackDbContext>();
        options.UseSqliteFile($"Data Source={_folder.Path("feedback.db")}", DatabaseNames.Feedback);
        await using var db = new SqliteFeedbackDbContext(options.Options);
        await db.Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
            """,
            TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource(HangGuard.Limit);

        await DatabaseMigration.RunAsync(db, NullLogger.Instance, patience.Token);

        (await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();
}
