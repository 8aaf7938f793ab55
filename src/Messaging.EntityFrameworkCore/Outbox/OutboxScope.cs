using MassTransit;
using MassTransit.Clients;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// What a scope outside of any consumer publishes and sends: rows that its DbContext saves with its own changes. The
/// dispatcher sends them; it is woken when the changes are saved, and again at the end of the scope for those that an
/// explicit transaction held back until then. Requests are not captured: nobody could wait for their responses.
/// </summary>
internal sealed class OutboxScope<TDbContext>(
    IBus bus, IClientFactory clients, OutboxRuntime<TDbContext> runtime, IServiceProvider provider)
    : ScopedBusContext, OutboxSendContext, IDisposable
    where TDbContext : DbContext
{
    private readonly Lock _gate = new();
    private TDbContext? _db;
    private DateTimeOffset? _enqueuedAt;
    private int _position;

    public ISendEndpointProvider SendEndpointProvider => field ??= new OutboxSendEndpointProvider(this, bus);

    public IPublishEndpoint PublishEndpoint => field ??= new PublishEndpoint(new OutboxPublishEndpointProvider(this, bus));

    public IScopedClientFactory ClientFactory =>
        field ??= new ScopedClientFactory(new ClientFactory(new ScopedClientFactoryContext(clients, provider)), consumeContext: null);

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        lock (_gate)
        {
            var db = _db ??= Join(provider.GetRequiredService<TDbContext>());
            var enqueuedAt = _enqueuedAt ??= runtime.Clock.GetUtcNow().ToMicroseconds();
            db.Add(CapturedMessage.ToRow(
                context, OutboxAddress.ToStored(context.DestinationAddress!), _position++, enqueuedAt, timer: null));
        }

        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => provider.GetService(serviceType);

    public void Dispose()
    {
        if (_db is null)
            return;

        _db.SavedChanges -= OnSavedChanges;
        runtime.WakeUp.Signal();
    }

    private TDbContext Join(TDbContext db)
    {
        db.SavedChanges += OnSavedChanges;
        return db;
    }

    private void OnSavedChanges(object? sender, SavedChangesEventArgs saved)
    {
        _enqueuedAt = null;
        runtime.WakeUp.Signal();
    }
}
