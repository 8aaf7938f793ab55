using System.Collections.Concurrent;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>Lets a test observe, hold or fail the handlers of one instance.</summary>
internal sealed class Hooks
{
    private readonly ConcurrentDictionary<Type, Func<Visit, Task>> _byMessage = [];
    private readonly ConcurrentDictionary<Guid, int> _attempts = [];
    private readonly ConcurrentDictionary<Guid, int> _visits = [];

    /// <summary>Runs in each message handling transaction of a <typeparamref name="T"/>, after the handler's own writes.</summary>
    public void On<T>(Func<Visit, Task> step) => _byMessage[typeof(T)] = step;

    /// <summary>Counts an attempt at handling this message, from 1.</summary>
    public int Enter(ConsumeContext context) => _attempts.AddOrUpdate(context.MessageId!.Value, 1, (_, attempts) => attempts + 1);

    public async Task ReachedAsync<T>(ConsumeContext<T> context, DbContext db)
        where T : class
    {
        if (_byMessage.TryGetValue(typeof(T), out var step))
            await step(new Visit(context, db, _visits.AddOrUpdate(context.MessageId!.Value, 1, (_, visits) => visits + 1)));
    }
}

/// <summary>The state of a handler when it reaches a hook.</summary>
internal sealed record Visit(ConsumeContext Context, DbContext Db, int Attempt);
