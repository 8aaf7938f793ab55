using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Persistence;
using Feedback.Saga.Signals;
using Feedback.Saga.Tests.Support;
using MassTransit;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TestKit;

namespace Feedback.Saga.Tests.Signals;

/// <summary>What makes signals, and what came of it.</summary>
internal static class SignalSituation
{
    public const string Operator = "olga";
    public const string Plea = "Please give me 5 stars, dear Client One.";

    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    public static Task<SagaService> StartAsync(string database, params (string Key, string Value)[] settings) =>
        database == "SQLite" ? SagaService.StartAsync(settings) : SagaService.StartOnPostgresAsync(settings);

    /// <summary>Requests feedback, and returns when its event was looked at.</summary>
    public static async Task<FeedbackRequested> GivenRequestAsync(
        this SagaService service, DateTimeOffset at, string? message = null, string contract = TestData.Contract,
        string caller = TestData.Freelancer)
    {
        var accepted = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(at, contract, caller, message));
        var requested = (await service.EventsAsync<FeedbackRequested>()).Single(request => request.RequestId == accepted.RequestId);
        await service.LookAtAsync(requested);
        return requested;
    }

    /// <summary>Provides feedback, and returns when its event was looked at.</summary>
    public static async Task<FeedbackProvided> GivenFeedbackAsync(
        this SagaService service, DateTimeOffset at, string contract, string client, FeedbackRatings? ratings = null)
    {
        var command = TestData.Feedback(at, contract, client, ratings ?? TestData.AllRated(5));
        await service.SendAsync<FeedbackAccepted>(command);
        var provided = (await service.EventsAsync<FeedbackProvided>()).Single(given => given.FeedbackId == command.FeedbackId);
        await service.LookAtAsync(provided);
        return provided;
    }

    /// <summary>Has an event, or a command, come to those who look for signals, and returns when they have looked.</summary>
    public static async Task LookAtAsync<T>(this SagaService service, T message)
        where T : class
    {
        var id = Guid.CreateVersion7();
        var endpoint = await service.Harness.Bus.GetSendEndpoint(new Uri($"queue:{Queues.Signals}"));
        await endpoint.Send(
            message, Pipe.Execute<SendContext<T>>(context => context.MessageId = id), TestContext.Current.CancellationToken);
        await service.Harness.ConsumedAsync(id);
    }

    public static Task EraseAsync(this SagaService service, string userId) =>
        service.Services.GetRequiredService<FeedbackErasure>().EraseAsync(
            userId, name: null, address: null, dryRun: false, TestContext.Current.CancellationToken);

    public static Task<IReadOnlyDictionary<string, long>> SweepAsync(this SagaService service) =>
        service.Services.GetRequiredService<RetentionSweep<FeedbackDbContext>>().RunAsync(TestContext.Current.CancellationToken);

    public static Task<List<AbuseSignal>> SignalsAsync(this SagaService service) =>
        service.ReadAsync(db => db.AbuseSignals.AsNoTracking().OrderBy(signal => signal.At).ToListAsync());

    public static async Task<AbuseSignalView> SignalAsync(this SagaService service) => (await service.SignalsAsync()).Single().ToView();

    /// <summary>From now on SQLite stores no signal, new or changed.</summary>
    public static Task RefuseSignalsAsync(this SagaService service) => service.ReadAsync(async db =>
    {
        await db.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER refuse_new BEFORE INSERT ON abuse_signals BEGIN SELECT RAISE(ABORT, 'no'); END");
        return await db.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER refuse_changed BEFORE UPDATE ON abuse_signals BEGIN SELECT RAISE(ABORT, 'no'); END");
    });

    public static Task AllowSignalsAsync(this SagaService service) =>
        service.ReadAsync(db => db.Database.ExecuteSqlRawAsync("DROP TRIGGER refuse_new; DROP TRIGGER refuse_changed"));

    /// <summary>All orders of some things.</summary>
    public static IEnumerable<T[]> Orders<T>(params T[] things) => things.Length < 2
        ? [things]
        : things.SelectMany((first, index) => Orders([.. things[..index], .. things[(index + 1)..]]).Select(rest => (T[])[first, .. rest]));
}
