using System.CommandLine;
using Contracts.Messages;
using Feedback.Saga.Persistence;
using Gateway.Operations;
using Host.Configuration;
using Host.Databases;
using Messaging.EntityFrameworkCore.Operations;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Host.Commands.Ops;

/// <summary><c>ops status</c>: the product in figures. It answers whatever is down, and says what is.</summary>
internal static class StatusVerb
{
    public static Command Create(Func<string[]> configuration) =>
        new Command("status", "Shows requests, timers, outboxes, deliveries, queues, clocks and schemas, and what can't be read.")
            .Runs(configuration, RunAsync);

    private static async Task<int> RunAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var missing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var asOf = services.Clock.GetUtcNow();
        var status = new ProductStatus(
            asOf,
            CommandLine.Version,
            await TryAsync<FeedbackOverview>("feedback", async () => await services.Feedback.OverviewAsync(asOf, cancellationToken)),
            await TryAsync<NotificationsOverview>(
                "notifications", async () => await services.Notifications.OverviewAsync(asOf, cancellationToken)),
            await TryAsync("queues", () => services.All.GetService<IQueueDepths>() is { } depths
                ? depths.ReadAsync(cancellationToken)
                : Task.FromResult<IReadOnlyList<QueueDepth>?>(null)),
            [
                await DatabaseAsync<FeedbackDbContext>(DatabaseNames.Feedback),
                await DatabaseAsync<NotificationsDbContext>(DatabaseNames.Notifications),
            ],
            missing);

        output.Print(status, tables => Write(status, tables));
        return missing.Count == 0 ? 0 : OpsCommand.Failed;

        async Task<DatabaseStatus?> DatabaseAsync<TContext>(string name)
            where TContext : DbContext =>
            await TryAsync<DatabaseStatus>($"database-{name}", async () => new(
                name,
                await SchemaState.ReadAsync(services.Of<TContext>(), cancellationToken),
                await services.Of<DatabaseClock<TContext>>().FaultAsync(cancellationToken)));

        async Task<T?> TryAsync<T>(string part, Func<Task<T?>> read)
            where T : class
        {
            try
            {
                return await read();
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                missing[part] = DatabaseUnusableException.ReasonOf(failure);
                return null;
            }
        }
    }

    private static void Write(ProductStatus status, OpsOutput output)
    {
        output.Line($"Feedback {status.Version}, as of {OpsOutput.TextOf(status.AsOf)}");
        output.Table("", ["what", "state", "count"], Figures(status));
        output.Table("", ["outbox", "waiting", "oldest", "timers", "overdue", "parked"], Outboxes(status));
        output.Table(
            "There are no queues outside the memory of a process.",
            ["queue", "ready", "unacknowledged", "errors", "skipped"],
            (status.Queues ?? []).Select(queue => (object?[])
            [
                queue.Queue, queue.Messages, queue.Unacknowledged, queue.Errors, queue.Skipped,
            ]));
        output.Table(
            "",
            ["database", "schema", "pending migrations", "unknown migrations", "clock"],
            status.Databases.OfType<DatabaseStatus>().Select(database => (object?[])
            [
                database.Name, database.Schema.Newest ?? "none", database.Schema.Pending.Count, database.Schema.Unknown.Count,
                database.Clock ?? "agrees",
            ]));
        if (status.Missing.Count > 0)
            output.Table("", ["can't be read", "because"], status.Missing.Select(part => (object?[])[part.Key, part.Value]));
    }

    private static IEnumerable<object?[]> Figures(ProductStatus status) =>
    [
        .. Rows("requests", status.Feedback?.Requests),
        .. Rows("reports", status.Feedback?.Reports),
        .. Rows("feedback", status.Feedback?.Withheld),
        .. Rows("open signals", status.Feedback?.Signals),
        .. Rows("emails", status.Notifications?.Emails),
        .. Rows("in-app messages", status.Notifications?.InAppMessages),
        .. Rows("webhooks", status.Notifications?.Webhooks),
    ];

    private static IEnumerable<object?[]> Rows(string what, IReadOnlyDictionary<string, long>? counts) =>
        (counts ?? new Dictionary<string, long>()).Select(count => (object?[])[what, count.Key, count.Value]);

    private static IEnumerable<object?[]> Outboxes(ProductStatus status) =>
        new (string Name, OutboxOverview? Outbox)[]
        {
            (DatabaseNames.Feedback, status.Feedback?.Outbox), (DatabaseNames.Notifications, status.Notifications?.Outbox),
        }
        .Where(service => service.Outbox is not null)
        .Select(service => (object?[])
        [
            service.Name, service.Outbox!.Waiting, service.Outbox.OldestAt, service.Outbox.Timers, service.Outbox.OverdueTimers,
            service.Outbox.Parked,
        ]);
}

/// <summary>The product in figures. What can't be read is null, and <c>missing</c> says why.</summary>
internal sealed record ProductStatus(
    DateTimeOffset AsOf,
    string Version,
    FeedbackOverview? Feedback,
    NotificationsOverview? Notifications,
    IReadOnlyList<QueueDepth>? Queues,
    IReadOnlyList<DatabaseStatus?> Databases,
    IReadOnlyDictionary<string, string> Missing);

/// <summary>A service's database: its schema, and how this machine's clock differs from the server's; null if it does not.</summary>
internal sealed record DatabaseStatus(string Name, SchemaState Schema, string? Clock);
