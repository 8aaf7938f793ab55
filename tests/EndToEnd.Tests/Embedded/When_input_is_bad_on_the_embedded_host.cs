using EndToEnd.Tests.Input;
using EndToEnd.Tests.Systems;
using Xunit;

namespace EndToEnd.Tests.Embedded;

[Collection<EmbeddedTests>]
public sealed class When_input_is_bad_on_the_embedded_host(EmbeddedSystem system) : When_input_is_bad(system)
{
    private readonly EmbeddedSystem _system = system;
    private readonly int _rejectedBefore = Rejects(system).Count();

    protected override Task SettledAsync() => _system.AdvanceAsync(TimeSpan.Zero);

    /// <summary>In memory a rejected message shows as an error in the log, with nothing to be put back.</summary>
    protected override Task<IReadOnlyList<string>> RejectsAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. Rejects(_system).Skip(_rejectedBefore)]);

    private static IEnumerable<string> Rejects(EmbeddedSystem system) =>
        system.Process.Log.Split('\n').Where(line => line.Contains("R-FAULT", StringComparison.Ordinal));
}
