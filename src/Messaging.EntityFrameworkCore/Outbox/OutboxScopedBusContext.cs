using MassTransit.Clients;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The bus context of a scope: in a consumer's scope its consume context, otherwise this one. It adds what the scope publishes and
/// sends to the scope's DbContext, which saves the rows with its own changes. The dispatcher sends them. It is signalled when the
/// changes are saved, and again at the end of the scope, when an explicit transaction has committed. Requests are not captured,
/// because the sender waits for their responses.
/// </summary>
internal sealed class OutboxScopedBusContext<TDbContext>(
    IBus bus,
    Bind<IBus, IClientFactory> clients,
    Bind<IBus, IScopedConsumeContextProvider> consumeContext,
    OutboxDatabase<TDbContext> database,
    OutboxSignal<TDbContext> signal,
    TimeProvider clock,
    IServiceProvider provider)
    : IScopedBusContextProvider<IBus>, ScopedBusContext, OutboxSendContext, IDisposable
    where TDbContext : DbContext
{
    private readonly Lock _gate = new();
    private TDbContext? _db;
    private DateTimeOffset? _enqueuedAt;
    private int _position;

    public ScopedBusContext Context => field ??= consumeContext.Value.HasContext
        ? new ConsumeContextScopedBusContext(consumeContext.Value.GetContext(), clients.Value)
        : this;

    public ISendEndpointProvider SendEndpointProvider => field ??= new OutboxSendEndpointProvider(this, bus);

    public IPublishEndpoint PublishEndpoint => field ??= new PublishEndpoint(new OutboxPublishEndpointProvider(this, bus));

    public IScopedClientFactory ClientFactory =>
        field ??= new ScopedClientFactory(new ClientFactory(new ScopedClientFactoryContext(clients.Value, provider)), consumeContext: null);

    public async Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        var db = provider.GetRequiredService<TDbContext>();
        await database.ThrowIfNotServedAsync(db);

        lock (_gate)
        {
            _db ??= Attach(db);
            var enqueuedAt = _enqueuedAt ??= clock.GetUtcNow().ToMicroseconds();
            db.Add(OutboxMessage.Capture(context, _position++, enqueuedAt, timer: null));
        }
    }

    public object? GetService(Type serviceType) => provider.GetService(serviceType);

    public void Dispose()
    {
        if (_db is null)
            return;

        _db.SavedChanges -= OnSavedChanges;
        signal.Set();
    }

    private TDbContext Attach(TDbContext db)
    {
        db.SavedChanges += OnSavedChanges;
        return db;
    }

    private void OnSavedChanges(object? sender, SavedChangesEventArgs saved)
    {
        _enqueuedAt = null;
        signal.Set();
    }
}
