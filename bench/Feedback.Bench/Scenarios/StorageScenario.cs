using Feedback.Bench.Driving;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;
using Feedback.Saga;
using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Notifications;
using Notifications.Persistence;
using TestKit;

namespace Feedback.Bench.Scenarios;

/// <summary>What a request that was answered leaves in the databases, before and after retention. It runs only when it is named.</summary>
internal sealed class StorageScenario : IScenario
{
    private const int Count = 10_000;

    public string Name => "storage";

    public string Explanation =>
        """
        The bytes of all tables and indexes of both services for each answered request, as PostgreSQL counts them after VACUUM FULL:
        when all is done, and when everything in them has become old and the sweeps of both services have run.
        """;

    public bool IsOnRequestOnly => true;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(Name);
        await system.MigrateAsync();
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        var flows = new Flows(system, bus, whole: true);
        var numbers = await new Population(system, run.Samples).EligibleWithProfilesAsync(run.Scaled(Count));
        var before = await BytesAsync(system);

        await system.StartAsync("saga", cancellationToken);
        await system.StartAsync("notifications", cancellationToken);
        await flows.RequestFeedbackAsync(numbers, cancellationToken);
        await flows.ProvideFeedbackAsync(numbers, cancellationToken);
        await Eventually.Until(async () => await system.ReadAsync<long>(
            $"""
             SELECT (SELECT count(*) FROM {Tables.Deliveries} WHERE status = 'pending')
                 + (SELECT count(*) FROM {Tables.Outbox} WHERE NOT is_timer)
                 + (SELECT count(*) FROM {Tables.NotificationsOutbox} WHERE NOT is_timer)
             """) == 0);
        await system.StopServicesAsync();
        Add(run, "database for each answered request", (await BytesAsync(system) - before) / (double)numbers.Count);

        await AgeAsync(system);
        await SweepAsync(system, cancellationToken);
        Add(run, "the same when it is old", (await BytesAsync(system) - before) / (double)numbers.Count);
    }

    private static async Task<long> BytesAsync(BenchSystem system)
    {
        await system.ExecuteAsync("VACUUM FULL");
        return await system.ReadAsync<long>(
            """
            SELECT sum(pg_total_relation_size(format('%I.%I', schemaname, tablename)))::bigint
            FROM pg_tables WHERE schemaname IN ('feedback', 'notifications')
            """);
    }

    private static Task AgeAsync(BenchSystem system) => system.ExecuteAsync(
        $"""
         UPDATE {Tables.Requests} SET ended_at = ended_at - interval '1000 days';
         UPDATE {Tables.Feedback} SET provided_at = provided_at - interval '1000 days';
         UPDATE {Tables.Deliveries} SET created_at = created_at - interval '1000 days', at = at - interval '1000 days';
         UPDATE {Tables.InAppMessages} SET created_at = created_at - interval '1000 days';
         """);

    /// <summary>The services sweep each hour; this does not wait for them.</summary>
    private static async Task SweepAsync(BenchSystem system, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().Build();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddDbContextPool<FeedbackDbContext>(options => options.UseNpgsql(system.Data))
            .AddDbContextPool<NotificationsDbContext>(options => options.UseNpgsql(system.Data))
            .AddFeedbackSaga(configuration)
            .AddNotifications(configuration)
            .AddMassTransit(bus =>
            {
                bus.AddFeedbackSagaEndpoints();
                bus.AddNotificationsEndpoints();
                bus.UsingInMemory();
            })
            .BuildServiceProvider();
        await services.GetRequiredService<RetentionSweep<FeedbackDbContext>>().RunAsync(cancellationToken);
        await services.GetRequiredService<RetentionSweep<NotificationsDbContext>>().RunAsync(cancellationToken);
    }

    private void Add(BenchRun run, string what, double bytes) =>
        run.Report.Add(new Figure { Scenario = Name, What = what, Value = bytes, Unit = "bytes" });
}
