namespace Crash.Workload;

/// <summary>How a fact is told: once to three times, by any door, at any instants of a span.</summary>
internal static class FactPlan
{
    private static readonly Door[] s_doors = [Door.Http, Door.Broker, Door.Broker, Door.RawBroker, Door.RawBroker];

    public static IEnumerable<TellFact> Tell(SeededRandom random, object fact, TimeSpan from, TimeSpan span)
    {
        var copies = random.Chance(0.5) ? 1 : random.Chance(0.7) ? 2 : 3;
        for (var copy = 1; copy <= copies; copy++)
        {
            yield return new TellFact(random.Between(from, from + span), $"{FactKey(fact)}/{copy}", random.OneOf(s_doors), fact);
        }
    }

    private static string FactKey(object fact) => (string)fact.GetType().GetProperty("EventId")!.GetValue(fact)!;
}
