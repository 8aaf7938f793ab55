using Host.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Databases;

/// <summary>It is tried again, or its caller is told. Neither is an error of the program.</summary>
public sealed class When_a_statement_loses_a_race : IDisposable
{
    private readonly TemporaryFolder _folder = new("race");
    private readonly FakeLogCollector _log = new();
    private readonly ILoggerFactory _loggers;

    public When_a_statement_loses_a_race() =>
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_log)));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _loggers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public Task Should_be_no_error_in_the_log_on_SQLite() =>
        LoseAsync(options => options.UseSqliteFile($"Data Source={_folder.Path("race.db")};Pooling=false", DatabaseNames.Feedback));

    [Fact]
    public async Task Should_be_no_error_in_the_log_on_PostgreSQL()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var pool = ProviderOptions.CreatePostgresPool(database.ConnectionString, DatabaseNames.Feedback);
        await LoseAsync(options => options.UsePostgres(pool, DatabaseNames.Feedback));
    }

    private async Task LoseAsync(Action<DbContextOptionsBuilder> use)
    {
        var options = new DbContextOptionsBuilder<RaceDbContext>().UseLoggerFactory(_loggers);
        use(options);
        await using var winner = new RaceDbContext(options.Options);
        await using var loser = new RaceDbContext(options.Options);
        await winner.Database.EnsureCreatedAsync(Cancelled);
        winner.Add(new RaceRow { Id = 1 });
        await winner.SaveChangesAsync(Cancelled);

        loser.Add(new RaceRow { Id = 1 });
        await Should.ThrowAsync<DbUpdateException>(() => loser.SaveChangesAsync(Cancelled));

        loser.ChangeTracker.Clear();
        var row = await loser.Rows.SingleAsync(Cancelled);
        await winner.Rows.ExecuteDeleteAsync(Cancelled);
        row.Value = 2;
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => loser.SaveChangesAsync(Cancelled));

        var entries = _log.GetSnapshot();
        entries.ShouldContain(entry => entry.Level == LogLevel.Information);
        entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message).ShouldBeEmpty();
    }

    private sealed class RaceDbContext(DbContextOptions<RaceDbContext> options) : DbContext(options)
    {
        public DbSet<RaceRow> Rows => Set<RaceRow>();
    }

    private sealed class RaceRow
    {
        public int Id { get; init; }

        public int Value { get; set; }
    }
}
