using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Separate;

public sealed class When_a_message_comes_before_any_service_ran : IAsyncLifetime
{
    private readonly SeparateSystem _system = new();

    public async ValueTask InitializeAsync() => await _system.StartServersAsync();

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task Should_be_there_when_the_services_start_and_migrate_should_be_repeatable()
    {
        await _system.MigrateAsync();
        await _system.MigrateAsync();
        var contract = Contract.New();
        var now = await _system.NowAsync();
        var started = UpstreamEvent.ContractStarted(contract, now.AddDays(-31));
        await RawJsonPublisher.PublishAsync(await _system.UpstreamAsync(started.Type), started.Type, started.ToRawJson());

        await _system.StartServicesAsync();
        await _system.MigrateAsync();

        (await _system.TabShowsAsync(contract, _ => true)).Text("contract.title").ShouldBe(contract.Title);
    }
}
