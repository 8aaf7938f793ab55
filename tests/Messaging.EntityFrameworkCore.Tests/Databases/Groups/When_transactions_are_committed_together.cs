using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>On PostgreSQL, where transactions of one process that are committed at the same time share a commit.</summary>
public sealed class When_transactions_are_committed_together : GroupSituation
{
    [Fact]
    public async Task Should_write_what_comes_meanwhile_in_one_transaction()
    {
        var notes = Enumerable.Range(0, 5).Select(_ => NewNote()).ToList();
        var busy = await KeepBusyAsync();

        var commits = notes.Select(AddAsync).ToList();
        await busy.EndAsync();
        await Task.WhenAll(commits).OrHang();

        (await WritersOfAsync(notes)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Should_fail_only_those_that_are_refused()
    {
        var taken = NewNote();
        await AddAsync(taken);
        await using var stale = await BeginAsync();
        (await stale.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left = 0;
        await SetLeftAsync(3);
        var notes = Enumerable.Range(0, 3).Select(_ => NewNote()).ToList();
        var busy = await KeepBusyAsync();

        var good = notes.Select(AddAsync).ToList();
        var late = stale.CommitAsync();
        var twice = AddAsync(new Note { Id = taken.Id, Text = "again" });
        await busy.EndAsync();
        await Task.WhenAll(good).OrHang();

        await late.ShouldThrowAsync<DbUpdateConcurrencyException>();
        DatabaseFailures.IsConflict(await twice.ShouldThrowAsync<Exception>()).ShouldBeTrue();
        (await WritersOfAsync(notes)).Count.ShouldBe(3);
        (await LeftAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task Should_leave_the_context_as_it_was()
    {
        await using var handling = await BeginAsync();
        (await handling.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        await handling.CommitAsync();
        await handling.Transaction.DisposeAsync();

        handling.Db.ChangeTracker.HasChanges().ShouldBeFalse();
        handling.Db.Database.AutoTransactionBehavior.ShouldBe(AutoTransactionBehavior.WhenNeeded);
        await using var own = await handling.Db.Database.BeginTransactionAsync(Cancelled);
        handling.Db.Database.CurrentTransaction.ShouldNotBeNull();
    }

    /// <summary>As a pool of contexts does, that hands the same context to one message after another.</summary>
    [Fact]
    public async Task Should_handle_one_message_after_another_with_a_context()
    {
        for (var count = 1; count <= 3; count++)
        {
            await using var handling = await BeginAsync();
            (await handling.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
            await handling.CommitAsync();
            (await LeftAsync()).ShouldBe(5 - count);
        }
    }

    [Fact]
    public async Task Should_not_commit_what_is_cancelled_before_its_turn()
    {
        using var impatience = new CancellationTokenSource();
        var (givenUp, kept) = (NewNote(), NewNote());
        await using var waiting = await BeginAsync();
        waiting.Db.Add(givenUp);
        var busy = await KeepBusyAsync();

        var commit = waiting.Transaction.SaveAndCommitAsync(impatience.Token);
        var other = AddAsync(kept);
        await impatience.CancelAsync();

        await commit.OrHang().ShouldThrowAsync<OperationCanceledException>();
        await busy.EndAsync();
        await other.OrHang();
        (await WritersOfAsync([givenUp, kept])).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_not_use_the_connection_of_one_that_was_cancelled()
    {
        using var impatience = new CancellationTokenSource();
        await using var waiting = await BeginAsync();
        waiting.Db.Add(NewNote());
        var busy = await KeepBusyAsync();
        var commit = waiting.Transaction.SaveAndCommitAsync(impatience.Token);
        await impatience.CancelAsync();
        await commit.OrHang().ShouldThrowAsync<OperationCanceledException>();
        await waiting.DisposeAsync();

        var note = NewNote();
        var other = AddAsync(note);
        await busy.EndAsync();

        await other.OrHang();
        (await WritersOfAsync([note])).Count.ShouldBe(1);
    }
}
