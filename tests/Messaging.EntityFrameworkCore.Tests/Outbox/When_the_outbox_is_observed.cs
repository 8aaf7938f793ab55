using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox;

/// <summary>The meter and the activities belong to the process, so no other test runs at the same time.</summary>
[Collection(nameof(Alone))]
public sealed class When_the_outbox_is_observed : Situation<PostgresTestDatabase>
{
    private readonly ConcurrentDictionary<string, double> _measured = [];
    private readonly ConcurrentQueue<Activity> _activities = new();

    [Fact]
    public async Task Should_count_claims_sends_retries_and_parkings()
    {
        using var listener = Listen();
        var instance = await StartAsync(settings => settings with { Outbox = outbox => outbox.MaxAttempts = 2 });
        instance.Transport.Sending = context => context.MessageId == TestDatabase.BacklogId(1)
            ? throw new InvalidOperationException("Never.")
            : Task.CompletedTask;

        await Database.InsertBacklogAsync(3, Now.AddMinutes(-1));
        instance.WakeUp();
        await Eventually.Until(async () => await OutboxAsync() is [{ Attempts: 1 }]);
        Pass(TimeSpan.FromMinutes(1));
        await Eventually.Until(async () => await OutboxAsync() is [{ ParkedAt: not null }]);
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(Guid.CreateVersion7(), "someone", Now.AddDays(1)));
        await Eventually.Until(() => Journal.Of<OrderPlaced>().Count == 1 && Journal.Of<NoteCopied>().Count == 1);

        await Eventually.Until(() => _measured.GetValueOrDefault("messaging.outbox.sends") == 5);
        _measured["messaging.outbox.claims"].ShouldBe(2);
        _measured["messaging.outbox.retries"].ShouldBe(1);
        _measured["messaging.outbox.parkings"].ShouldBe(1);
    }

    [Fact]
    public async Task Should_measure_the_size_of_each_group()
    {
        using var listener = Listen();
        await using var db = Database.Open();
        await using var handling = await new GroupCommit().BeginAsync(db, locks: false, TestContext.Current.CancellationToken);
        db.Add(new Note { Id = Guid.CreateVersion7(), Text = "text" });

        await handling.SaveAndCommitAsync(TestContext.Current.CancellationToken);

        _measured["messaging.group_commit.size"].ShouldBe(1);
    }

    [Fact]
    public async Task Should_show_the_figures_and_read_them_at_most_once_in_ten_seconds()
    {
        var instance = await StartAsync();
        instance.Transport.Sending = _ => Task.Delay(Timeout.Infinite);
        await Database.InsertBacklogAsync(4, Now.AddMinutes(-1));
        await ReadAsync(db => db.Outbox.Where(row => row.Id == TestDatabase.BacklogId(4)).ExecuteUpdateAsync(row => row
            .SetProperty(message => message.ParkedAt, Now)
            .SetProperty(message => message.NextAttemptAt, (DateTimeOffset?)null)));
        using var listener = Listen();

        await Eventually.Until(() =>
        {
            listener.RecordObservableInstruments();
            return _measured.ContainsKey("messaging.outbox.parked");
        });
        var queries = Queries(instance);
        for (var collection = 0; collection < 20; collection++)
            listener.RecordObservableInstruments();

        await OutboxAsync();
        Queries(instance).ShouldBe(queries);
        _measured["messaging.outbox.depth"].ShouldBe(3);
        _measured["messaging.outbox.parked"].ShouldBe(1);
        _measured["messaging.outbox.timers"].ShouldBe(0);
        _measured["messaging.outbox.age"].ShouldBe(60, tolerance: 1);
        Pass(TimeSpan.FromSeconds(10));
        await Eventually.Until(() =>
        {
            listener.RecordObservableInstruments();
            return Queries(instance) > queries;
        });
    }

    [Fact]
    public async Task Should_trace_a_claim_that_finds_something_and_no_idle_one()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MessagingTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var instance = await StartAsync();
        var recorded = new ConcurrentQueue<bool?>();
        instance.Database.Executing = statement =>
        {
            if (statement.Contains("SKIP LOCKED", StringComparison.Ordinal))
                recorded.Enqueue(Activity.Current?.Recorded);

            return Task.CompletedTask;
        };

        await OnceTheDispatcherHasLookedAsync(instance);
        _activities.ShouldBeEmpty();
        await Database.InsertBacklogAsync(3, Now.AddMinutes(-1));
        await OnceTheDispatcherHasLookedAsync(instance);

        var claim = _activities.ShouldHaveSingleItem();
        (claim.DisplayName, claim.GetTagItem("messaging.batch.message_count")).ShouldBe(("outbox claim", 3));
        recorded.ShouldNotBeEmpty();
        recorded.ShouldAllBe(isRecorded => isRecorded == false);
    }

    private static int Queries(Running.ServiceInstance instance) =>
        instance.Database.Statements.Count(statement => statement.Text.Contains("count(*)", StringComparison.Ordinal));

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == MessagingTelemetry.Name)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            _measured.AddOrUpdate(instrument.Name, value, (_, before) => before + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => _measured[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _measured[instrument.Name] = value);
        listener.Start();
        return listener;
    }
}
