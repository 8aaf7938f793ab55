using Feedback.Saga.Persistence;
using Host.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Serilog.Core;
using Shouldly;
using TestKit;
using TestKit.Servers;

namespace Host.Tests.Observability;

/// <summary>One of two that deadlock is tried again as a matter of course.</summary>
public sealed class When_two_transactions_get_in_each_others_way : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly RecordedLog _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Should_log_no_error()
    {
        await using var app = Start.Build(
            services => services.AddSingleton<ILogEventSink>(_log),
            "saga", "--environment=Development", "--Transport=RabbitMq", "--Database:Provider=Postgres",
            $"--ConnectionStrings:Feedback={_database.ConnectionString}");
        await using var first = app.Services.CreateAsyncScope();
        await using var second = app.Services.CreateAsyncScope();
        var (one, other) = (Db(first), Db(second));
        await using var ofOne = await one.Database.BeginTransactionAsync(Cancelled);
        await using var ofOther = await other.Database.BeginTransactionAsync(Cancelled);
        await LockAsync(one, 1);
        await LockAsync(other, 2);

        var both = Task.WhenAll(LockAsync(one, 2), LockAsync(other, 1)).OrHang();
        var loser = await Should.ThrowAsync<Exception>(() => both);

        loser.GetBaseException().ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.DeadlockDetected);
        _log.Entries.ShouldBeEmpty();
    }

    private static FeedbackDbContext Db(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();

    private static async Task LockAsync(FeedbackDbContext db, int number) =>
        await db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\" FROM pg_advisory_xact_lock({number})").ToListAsync(Cancelled);
}
