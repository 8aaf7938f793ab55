using System.Globalization;
using Contracts.Messages;

namespace Crash.Workload;

/// <summary>Everything that the workload will do, in order of time, and what must be known of it in the end.</summary>
internal sealed record WorkPlan
{
    public required IReadOnlyList<WorkStep> Steps { get; init; }

    public int Contracts { get; private init; }

    public static WorkPlan Create(CrashOptions options, DateTimeOffset startedAt)
    {
        var beginnings = options.Load * 0.75;
        var count = (int)(beginnings.TotalSeconds * options.ContractsPerSecond);
        var steps = new List<WorkStep>();
        for (var number = 0; number < count; number++)
        {
            var beginsAt = beginnings * number / count;
            steps.AddRange(Users.Profiles(options, startedAt, number, beginsAt));
            steps.AddRange(new ContractPlan(options, startedAt, number, beginsAt).Create());
        }

        return new WorkPlan
        {
            Steps = [.. steps.Where(step => step.At < options.Load).OrderBy(step => step.At)],
            Contracts = count,
        };
    }

    /// <summary>The upstream events of a type, each once however often it is published.</summary>
    public IEnumerable<T> UpstreamEvents<T>() => Steps.OfType<UpstreamStep>().Select(step => step.Event).OfType<T>().Distinct();

    internal static string Name(string kind, int seed, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}-{seed}-{number}");

    internal static FeedbackRatings Ratings(SeededRandom random) => new()
    {
        Skills = 1 + random.Next(5),
        Quality = 1 + random.Next(5),
        Availability = 1 + random.Next(5),
        Deadlines = 1 + random.Next(5),
        Communication = 1 + random.Next(5),
        Cooperation = 1 + random.Next(5),
    };
}
