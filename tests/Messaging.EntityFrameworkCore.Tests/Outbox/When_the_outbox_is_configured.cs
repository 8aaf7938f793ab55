using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox;

public sealed class When_the_outbox_is_configured
{
    public static readonly TheoryData<string, Action<OutboxOptions>> Wrong = new()
    {
        { nameof(OutboxOptions.BatchSize), options => options.BatchSize = 0 },
        { nameof(OutboxOptions.Concurrency), options => options.Concurrency = 0 },
        { nameof(OutboxOptions.MaxAttempts), options => options.MaxAttempts = 0 },
        { nameof(OutboxOptions.PollInterval), options => options.PollInterval = TimeSpan.Zero },
        { nameof(OutboxOptions.PollInterval), options => options.PollInterval = TimeSpan.FromSeconds(-1) },
        { nameof(OutboxOptions.Lease), options => options.Lease = TimeSpan.Zero },
        { nameof(OutboxOptions.Lease), options => options.Lease = Timeout.InfiniteTimeSpan },
        { nameof(OutboxOptions.Lease), options => options.Lease = TimeSpan.MaxValue },
        { nameof(OutboxOptions.FirstRetry), options => options.FirstRetry = TimeSpan.Zero },
        { nameof(OutboxOptions.MaxRetry), options => options.MaxRetry = TimeSpan.FromSeconds(-1) },
        { nameof(OutboxOptions.FirstRetry), options => options.FirstRetry = options.MaxRetry + TimeSpan.FromSeconds(1) },
        { nameof(OutboxOptions.RunDispatcher), options => (options.KeepUntilConsumed, options.RunDispatcher) = (true, false) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Should_refuse_the_start_and_name_what_is_wrong(string option, Action<OutboxOptions> configure)
    {
        using var provider = Provider(configure);

        var refused = Should.Throw<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        refused.Message.ShouldContain($" {option} ");
        refused.Message.ShouldContain(nameof(OrdersDbContext));
    }

    [Fact]
    public void Should_start_with_its_defaults()
    {
        using var provider = Provider(configure: null);

        Should.NotThrow(provider.GetRequiredService<IStartupValidator>().Validate);
    }

    private static ServiceProvider Provider(Action<OutboxOptions>? configure)
    {
        var services = new ServiceCollection();
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddEntityFrameworkOutbox<OrdersDbContext>(configure);
        });
        return services.BuildServiceProvider();
    }
}
