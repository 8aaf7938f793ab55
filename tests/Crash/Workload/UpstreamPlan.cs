namespace Crash.Workload;

/// <summary>How an upstream event is delivered: once to three times, through any entry point, at any instants of a span.</summary>
internal static class UpstreamPlan
{
    private static readonly EntryPoint[] _entryPoints =
        [EntryPoint.Http, EntryPoint.Broker, EntryPoint.Broker, EntryPoint.RawBroker, EntryPoint.RawBroker];

    public static IEnumerable<UpstreamStep> Deliveries(SeededRandom random, object upstreamEvent, TimeSpan from, TimeSpan span)
    {
        var copies = random.Chance(0.5) ? 1 : random.Chance(0.7) ? 2 : 3;
        for (var copy = 1; copy <= copies; copy++)
        {
            yield return new UpstreamStep(
                random.Between(from, from + span), $"{EventId(upstreamEvent)}/{copy}", random.OneOf(_entryPoints), upstreamEvent);
        }
    }

    private static string EventId(object upstreamEvent) => (string)upstreamEvent.GetType().GetProperty("EventId")!.GetValue(upstreamEvent)!;
}
