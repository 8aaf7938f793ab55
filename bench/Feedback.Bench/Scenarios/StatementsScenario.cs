using System.Globalization;
using Feedback.Bench.Driving;
using Feedback.Bench.Measuring;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Scenarios;

/// <summary>
/// The database statements of the saga service and of Notifications for each flow. Counting costs time, so this runs only when it is named.
/// </summary>
internal sealed class StatementsScenario : IScenario
{
    private const int WarmUpCount = 1_000;
    private const int Count = 2_000;
    private const string Preload = "shared_preload_libraries";

    public string Name => "statements";

    public string Explanation => "The statements that the saga service and Notifications run for one flow, as PostgreSQL counts them.";

    public bool IsOnRequestOnly => true;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await run.Servers.ReconfigurePostgresAsync(Preload, "pg_stat_statements");
        try
        {
            await using var system = await run.SetUpAsync(Name);
            await system.MigrateAsync();
            await system.ExecuteAsync("CREATE EXTENSION pg_stat_statements");
            await system.ExecuteAsync($"ALTER DATABASE {Name} SET pg_stat_statements.track_planning = on");
            await system.StartAsync("saga", cancellationToken);
            await system.StartAsync("notifications", cancellationToken);
            await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
            var population = new Population(system, run.Samples);
            var flows = new Flows(system, bus, whole: true);

            await CountAsync(run, system, population, "request feedback", population.EligibleAsync,
                numbers => flows.RequestFeedbackAsync(numbers, cancellationToken));
            await CountAsync(run, system, population, "provide feedback", WaitingAsync,
                numbers => flows.ProvideFeedbackAsync(numbers, cancellationToken));
            await CountAsync(
                run, system, population, "expire", population.OverdueAsync,
                numbers => flows.ExpireAsync(population, numbers, cancellationToken));

            Task<NumberRange> WaitingAsync(int count) => population.WaitingAsync(count, DateTimeOffset.UtcNow, TimeSpan.Zero);
        }
        finally
        {
            await run.Servers.ReconfigurePostgresAsync(Preload, null);
        }
    }

    private static async Task CountAsync(
        BenchRun run, BenchSystem system, Population population, string flow, Func<int, Task<NumberRange>> addRows,
        Func<NumberRange, Task<Outcome>> measure)
    {
        await measure(await AddRowsAsync(WarmUpCount));
        var numbers = await AddRowsAsync(Count);
        await system.ExecuteAsync("SELECT pg_stat_statements_reset()");
        await measure(numbers);

        await using var command = system.Data.CreateCommand(
            """
            SELECT s.calls, s.mean_exec_time * 1000, s.plans, s.mean_plan_time * 1000, regexp_replace(s.query, '\s+', ' ', 'g')
            FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
            WHERE s.calls > 10 ORDER BY s.calls DESC, s.query
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var total = 0.0;
        while (await reader.ReadAsync())
        {
            var each = reader.GetInt64(0) / (double)numbers.Count;
            var plannedEach = reader.GetInt64(2) / (double)numbers.Count;
            var (executing, planning) = (reader.GetDouble(1), reader.GetDouble(3));
            total += each;
            Report.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"  {flow}: {each,6:0.00} × {executing,6:0} µs, planned {plannedEach,6:0.00} × {planning,6:0} µs  {Cut(reader.GetString(4))}"));
        }

        run.Report.Add(new Figure { Scenario = "statements", What = flow, Value = total, Unit = "statements each" });

        async Task<NumberRange> AddRowsAsync(int count)
        {
            var added = await addRows(run.Scaled(count));
            await population.AddProfilesAsync(added);
            return added;
        }
    }

    private static string Cut(string statement) => statement.Length <= 160 ? statement : statement[..160] + "…";
}
