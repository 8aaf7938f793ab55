using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Inbox;

public sealed class When_the_model_has_no_inbox
{
    [Fact]
    public async Task Should_say_so_at_the_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddDbContext<OutboxOnlyDbContext>(options => options.UseSqlite("Data Source=:memory:"));
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddEntityFrameworkOutbox<OutboxOnlyDbContext>(outbox => outbox.DuplicateDetectionWindow = TimeSpan.FromMinutes(1));
            bus.UsingInMemory();
        });
        using var host = builder.Build();

        var starting = () => host.StartAsync(TestContext.Current.CancellationToken);

        (await starting.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("call AddInbox in OnModelCreating");
    }

    private sealed class OutboxOnlyDbContext(DbContextOptions<OutboxOnlyDbContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddOutbox();
    }
}
