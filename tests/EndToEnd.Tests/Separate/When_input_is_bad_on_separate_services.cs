using EndToEnd.Tests.Api;
using EndToEnd.Tests.Input;
using EndToEnd.Tests.Systems;
using Xunit;

namespace EndToEnd.Tests.Separate;

[Collection<SeparateTests>]
public sealed class When_input_is_bad_on_separate_services(SeparateSystem system) : When_input_is_bad(system)
{
    private readonly SeparateSystem _system = system;

    /// <summary>Queues keep their order: when a later end of a contract shows, an earlier one would have been handled.</summary>
    protected override async Task SettledAsync()
    {
        var now = await _system.NowAsync();
        var marker = Contract.New();
        await _system.Api.PublishAsync(UpstreamEvent.ContractStarted(marker, now), UpstreamEvent.ContractEnded(marker, now));
        await _system.TabShowsAsync(marker, tab => tab.Member("contract.endedAt").ValueKind == System.Text.Json.JsonValueKind.String);
    }

    protected override Task<IReadOnlyList<string>> RejectsAsync() => _system.RejectsAsync();
}
