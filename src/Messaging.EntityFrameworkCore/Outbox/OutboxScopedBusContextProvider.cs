using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Gives a consumer's scope its consume context, and every other scope an <see cref="OutboxScope{TDbContext}"/>.</summary>
internal sealed class OutboxScopedBusContextProvider<TDbContext>(
    IBus bus,
    Bind<IBus, IClientFactory> clients,
    Bind<IBus, IScopedConsumeContextProvider> consumeContext,
    OutboxRuntime<TDbContext> runtime,
    IServiceProvider provider) : IScopedBusContextProvider<IBus>, IDisposable
    where TDbContext : DbContext
{
    private ScopedBusContext? _context;

    public ScopedBusContext Context => _context ??= consumeContext.Value.HasContext
        ? new ConsumeContextScopedBusContext(consumeContext.Value.GetContext(), clients.Value)
        : new OutboxScope<TDbContext>(bus, clients.Value, runtime, provider);

    public void Dispose() => (_context as IDisposable)?.Dispose();
}
