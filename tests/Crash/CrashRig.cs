using System.Diagnostics;
using Crash.Broker;
using Crash.Faults;
using Crash.Fleet;
using Crash.Ledger;
using Crash.Workload;
using Npgsql;
using TestKit;
using TestKit.Processes;

namespace Crash;

/// <summary>
/// Runs the product on servers of its own, works it and breaks it at the same time, waits until it is done, and draws
/// the ledger. Ends only what it started.
/// </summary>
internal sealed class CrashRig(CrashOptions options, Action<string> log)
{
    private readonly CallLog _calls = new();
    private readonly Stopwatch _clock = new();

    public async Task<CrashReport> RunAsync()
    {
        var logs = new TemporaryFolder("crash");
        await using var servers = await Fleet.Servers.StartAsync();
        await using var services = new Services(new FleetKeys(options, servers), logs.FullName);
        await services.MigrateAsync();
        await using var subscriber = new Subscriber(servers.RabbitMq.Address);
        await subscriber.StartAsync();
        await services.StartAsync();
        log($"started; logs in {logs.FullName}");

        var report = await RunAsync(servers, services, subscriber);
        if (!report.IsClean)
        {
            await report.SaveAsync(logs.FullName);
            await File.WriteAllTextAsync(logs.Path("queues.json"), await servers.RabbitMq.Management.DescribeAsync());
            await File.WriteAllTextAsync(logs.Path("rabbitmq.log"), servers.RabbitMq.Log);
            await File.WriteAllTextAsync(logs.Path("postgres.log"), servers.Postgres.Log);
            return report with { LogFolder = logs.FullName };
        }

        logs.Dispose();
        return report;
    }

    private async Task<CrashReport> RunAsync(Servers servers, Services services, Subscriber subscriber)
    {
        using var giveUp = new CancellationTokenSource();
        using var gateway = new GatewayClient(services.GatewayAddress, _clock, _calls);
        await using var publisher = new Publishers(servers.RabbitMq.Address);
        await using var database = NpgsqlDataSource.Create(WithoutLimits(servers.Postgres.ConnectionString));
        var upstream = new UpstreamPublisher(gateway, publisher);
        var caller = new Caller(gateway, publisher, subscriber.ResponseAddress);
        var work = new WorkRun(upstream, caller, _clock);
        var faults = new FaultRun(new FaultInjector(servers, services), _clock, log);
        var plan = WorkPlan.Create(options, DateTimeOffset.UtcNow);

        _clock.Start();
        var breaking = faults.RunAsync(options.Faults ? FaultSchedule.Create(options) : []);
        var working = await work.BeginAllAsync(plan, giveUp.Token);
        await breaking;
        log($"{_clock.Elapsed:mm\\:ss\\.f}  load and faults are over");

        var settling = Stopwatch.StartNew();
        var isIdle = await new IdleDetector(servers, database, subscriber, work, log).WaitAsync(options.Patience);
        var idleAfter = settling.Elapsed;
        await giveUp.CancelAsync();
        await working;

        var evidence = await GatherAsync(servers, database, subscriber, plan, caller, work);
        return new CrashReport
        {
            Options = options,
            Evidence = evidence,
            Findings = options.Faults ? Audit.Run(evidence) : [.. Audit.Run(evidence), .. LogAudit.Run(LogsOf(servers, services))],
            Faults = faults.Injected,
            Calls = _calls,
            Published = publisher.Confirmed,
            Posted = upstream.Posted,
            IdleAfter = isIdle ? idleAfter : null,
            Exits = services.All.ToDictionary(service => service.Name, service => service.Exits),
        };
    }

    /// <summary>After an outage the server has many connections to make, and a slow machine is none.</summary>
    private static string WithoutLimits(string connectionString)
    {
        var limit = (int)HangGuard.Limit.TotalSeconds;
        return new NpgsqlConnectionStringBuilder(connectionString) { Timeout = limit, CommandTimeout = limit }.ConnectionString;
    }

    private static Dictionary<string, string> LogsOf(Servers servers, Services services) =>
        services.All.Select(service => KeyValuePair.Create(service.Name, service.Log))
            .Append(KeyValuePair.Create("postgres", servers.Postgres.Log))
            .ToDictionary();

    private static async Task<Evidence> GatherAsync(
        Servers servers, NpgsqlDataSource database, Subscriber subscriber, WorkPlan plan, Caller caller, WorkRun work)
    {
        var waiting = await servers.RabbitMq.Management.UnsettledAsync();
        return new Evidence
        {
            At = DateTimeOffset.UtcNow,
            Plan = plan,
            Outcomes = caller.Outcomes,
            Commanded = caller.Commanded,
            Seen = subscriber.Seen,
            Databases = await SnapshotReader.ReadAsync(database),
            Mails = await servers.Mail.MailsAsync(),
            Waiting = waiting,
            Errors = await ErrorQueues.ReadAsync(servers.RabbitMq.Address, waiting.Keys.Where(QueueAudit.IsErrorQueue)),
            UnderWay = work.UnderWay,
            Failed = work.Failed,
        };
    }
}
