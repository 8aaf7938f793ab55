using Host.Tests.Support;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>Signs of abuse are for people (R67): what decides, tells or shows knows nothing of them.</summary>
public sealed class When_signals_are_read
{
    /// <summary>Where signals are found, kept, deleted and shown to operators.</summary>
    private static readonly string[] _places =
    [
        "Contracts.Messages/Signals/", "Feedback.Saga/Signals/", "Gateway/Signals/", "Feedback.Saga/Erasure/FeedbackErasure.cs",
        "Feedback.Saga/FeedbackSagaRegistration.cs", "Feedback.Saga/FeedbackTelemetry.cs", "Feedback.Saga/Operations/FeedbackOperations.cs",
        "Feedback.Saga/Persistence/FeedbackDbContext.cs", "Feedback.Saga/Queries/GetFeedbackOverviewConsumer.cs",
        "Feedback.Saga/Retention/", "Contracts.Messages/Operations/GetFeedbackOverview.cs", "Gateway/Http/OpenApi/",
        "Gateway/Operations/OperationsEndpoints.cs", "Host/Commands/Ops/", "Host/Migrations/",
    ];

    /// <summary>Where something becomes known that they are found by; none of these may read one.</summary>
    private static readonly string[] _finders =
    [
        "Feedback.Saga/Contracts/ContractStartedConsumer.cs", "Feedback.Saga/Contracts/PaymentMadeConsumer.cs",
        "Feedback.Saga/Contracts/PaymentReversedConsumer.cs",
    ];

    [Fact]
    public void R67_Should_be_known_to_nothing_that_decides_tells_or_shows_pages()
    {
        var others = SourcesBelow()
            .Where(source => !_places.Any(place => source.Path.StartsWith(place, StringComparison.Ordinal)))
            .ToList();

        others.Count.ShouldBeGreaterThan(200);
        others.Where(source => source.Text.Contains("AbuseSignal", StringComparison.Ordinal)
                || source.Text.Contains("SignalReader", StringComparison.Ordinal))
            .Select(source => source.Path).ShouldBeEmpty();
        others.Where(source => source.Text.Contains("using Feedback.Saga.Signals;", StringComparison.Ordinal))
            .Select(source => source.Path).ShouldBe(_finders, ignoreOrder: true);
    }

    private static IEnumerable<(string Path, string Text)> SourcesBelow() =>
        Sources.FilesBelow(Path.Combine(Repository.Root, "src"))
            .Select(source => (Path.GetRelativePath("src", source.File).Replace('\\', '/'), source.Text));
}
