using System.Data;
using System.Data.Common;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>
/// A read that a handler can do without is cancelled, or fails, while the handler's own transaction starts for it. What the handler has
/// decided on is compared all the same, sooner or later.
/// </summary>
public sealed class When_the_own_transaction_can_not_start : GroupSituation
{
    private readonly Interruption _interruption = new();

    public static TheoryData<string> Moments => ["connecting", "beginning", "begun"];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Should_refuse_a_stale_decision_when_the_read_was_cancelled(string moment)
    {
        using var impatience = new CancellationTokenSource();

        await ShouldRefuseAsync(moment, impatience.Cancel, impatience.Token);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Should_refuse_a_stale_decision_when_an_interceptor_fails(string moment) =>
        await ShouldRefuseAsync(moment, () => throw new TimeoutException("It took too long."), Cancelled);

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Should_commit_what_is_not_stale(string moment)
    {
        await using var deciding = await BeginAsync();
        (await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        _interruption.Arm(moment, () => throw new TimeoutException("It took too long."));
        await Should.ThrowAsync<Exception>(() => deciding.Db.Notes.CountAsync(Cancelled));
        deciding.Db.Database.GetDbConnection().State.ShouldBe(ConnectionState.Closed);

        await deciding.CommitAsync();

        (await LeftAsync()).ShouldBe(4);
    }

    /// <summary>The next read starts the transaction again.</summary>
    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Should_start_with_the_next_read(string moment)
    {
        await using var deciding = await BeginAsync();
        (await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        _interruption.Arm(moment, () => throw new TimeoutException("It took too long."));
        await Should.ThrowAsync<Exception>(() => deciding.Db.Notes.CountAsync(Cancelled));

        await deciding.Db.Notes.CountAsync(Cancelled);

        (await IsLockedAsync()).ShouldBeTrue();
        await deciding.CommitAsync();
        (await LeftAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task Should_refuse_a_stale_decision_when_the_comparison_was_cancelled_in_the_database()
    {
        await using var deciding = await BeginAsync();
        (await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        await using var other = Database.Open();
        await using var rival = await other.Database.BeginTransactionAsync(Cancelled);
        await other.Stock.ExecuteUpdateAsync(set => set.SetProperty(row => row.Left, 0), Cancelled);
        using var impatience = new CancellationTokenSource();

        var reading = deciding.Db.Notes.CountAsync(impatience.Token);
        await Eventually.Until(async () => await Database.CountLockWaitersAsync() == 1);
        await impatience.CancelAsync();
        await reading.OrHang().ShouldThrowAsync<OperationCanceledException>();
        await rival.CommitAsync(Cancelled);

        await deciding.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
        (await LeftAsync()).ShouldBe(0);
    }

    private protected override void Configure(DbContextOptionsBuilder options)
    {
        base.Configure(options);
        options.AddInterceptors(_interruption).LogTo(
            (id, _) => id == RelationalEventId.ConnectionOpening, _ => _interruption.Reach("connecting"));
    }

    private async Task ShouldRefuseAsync(string moment, Action interrupt, CancellationToken reading)
    {
        var note = NewNote();
        await using (var deciding = await BeginAsync())
        {
            (await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
            await SetLeftAsync(0);
            _interruption.Arm(moment, interrupt);
            await Should.ThrowAsync<Exception>(() => deciding.Db.Notes.CountAsync(reading));
            deciding.Db.Add(note);

            await deciding.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
        }

        (await LeftAsync()).ShouldBe(0);
        await ShouldHaveLeftNothingAsync(note);
    }

    /// <summary>Interrupts the next transaction at one moment of its start.</summary>
    private sealed class Interruption : DbTransactionInterceptor
    {
        private (string Moment, Action Interrupt)? _next;

        public void Arm(string moment, Action interrupt) => _next = (moment, interrupt);

        public void Reach(string moment)
        {
            if (_next is not var (at, interrupt) || at != moment)
                return;

            _next = null;
            interrupt();
        }

        public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
            CancellationToken cancellationToken = default)
        {
            Reach("beginning");
            return base.TransactionStartingAsync(connection, eventData, result, cancellationToken);
        }

        public override ValueTask<DbTransaction> TransactionStartedAsync(
            DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
        {
            Reach("begun");
            return base.TransactionStartedAsync(connection, eventData, result, cancellationToken);
        }
    }
}
