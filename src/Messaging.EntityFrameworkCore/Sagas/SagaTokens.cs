using System.Numerics;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>
/// The concurrency tokens of sagas. Every change of an instance has to change one: without that, of two handlers that change the
/// instance at the same time, the second one would overwrite what the first one wrote.
/// </summary>
internal static class SagaTokens
{
    private static readonly Dictionary<Type, Func<object?, object>> _next = new()
    {
        [typeof(byte)] = Increment<byte>,
        [typeof(sbyte)] = Increment<sbyte>,
        [typeof(short)] = Increment<short>,
        [typeof(ushort)] = Increment<ushort>,
        [typeof(int)] = Increment<int>,
        [typeof(uint)] = Increment<uint>,
        [typeof(long)] = Increment<long>,
        [typeof(ulong)] = Increment<ulong>,
        [typeof(Guid)] = _ => Guid.CreateVersion7(),
    };

    /// <summary>Gives the tokens of a saga that was changed their next values. The database generates those of a row version.</summary>
    public static void Advance(DbContext db, object saga)
    {
        var entry = TrackedRows.EntryOf(db, saga);
        entry.DetectChanges();
        if (entry.State != EntityState.Modified && !HasChangedParts(db, entry.Metadata))
            return;

        foreach (var token in Of(entry.Metadata).Where(token => !IsRowVersion(token)))
            entry.Property(token).CurrentValue = _next[TypeOf(token)](entry.Property(token).CurrentValue);
    }

    /// <exception cref="ConfigurationException">The saga has no token, or one that the repository can't advance.</exception>
    public static void Check(DbContext db, Type sagaType)
    {
        const string Remedy = "Map an integer or a Guid with IsConcurrencyToken(), or on PostgreSQL a uint, on SQL Server a byte[] "
            + "with IsRowVersion().";

        var saga = $"The saga {sagaType.Name}";
        var entity = db.Model.FindEntityType(sagaType)
            ?? throw new ConfigurationException($"{saga} is not part of the model of {db.GetType().Name}.");
        if (!Of(entity).Any())
            throw new ConfigurationException($"{saga} in {db.GetType().Name} has no concurrency token. {Remedy}");

        foreach (var token in entity.GetDerivedTypesInclusive().SelectMany(Of).Where(token => !IsRowVersion(token) && !IsAdvanced(token)))
        {
            throw new ConfigurationException(
                $"{saga} in {db.GetType().Name} has the concurrency token {token.Name} ({token.ClrType.Name}), which "
                + $"neither the repository nor the database changes with the instance. {Remedy}");
        }
    }

    private static IEnumerable<IProperty> Of(IEntityType entity) =>
        entity.GetProperties().Where(property => property.IsConcurrencyToken && !property.IsPrimaryKey());

    private static bool IsAdvanced(IProperty token) =>
        _next.ContainsKey(TypeOf(token))
        && (token.ValueGenerated & ValueGenerated.OnUpdate) == 0
        && token.GetAfterSaveBehavior() == PropertySaveBehavior.Save;

    /// <summary>PostgreSQL's <c>xmin</c> or SQL Server's <c>rowversion</c>. SQLite generates none.</summary>
    private static bool IsRowVersion(IProperty token) =>
        token.ValueGenerated == ValueGenerated.OnAddOrUpdate
        && token.GetRelationalTypeMapping().StoreType is "xid" or "rowversion" or "timestamp";

    private static Type TypeOf(IProperty token) => Nullable.GetUnderlyingType(token.ClrType) ?? token.ClrType;

    /// <summary>Whether a part of an instance was changed. The parts of several instances are not told apart.</summary>
    private static bool HasChangedParts(DbContext db, IEntityType saga)
    {
        if (!saga.GetNavigations().Any(navigation => navigation.TargetEntityType.IsOwned()))
            return false;

        db.ChangeTracker.DetectChanges();
        return TrackedRows.WithoutDetectingChanges(db, () => db.ChangeTracker.Entries()
            .Any(entry => entry.Metadata.IsOwned() && entry.State is not EntityState.Unchanged));
    }

    private static object Increment<T>(object? value)
        where T : struct, IBinaryInteger<T> =>
        ((T?)value ?? T.Zero) + T.One;
}

/// <summary>Refuses, before the bus starts, a model whose saga would lose updates.</summary>
internal sealed class SagaTokenCheck<TDbContext, TSaga>(IServiceScopeFactory scopes) : IHostedLifecycleService
    where TDbContext : DbContext
    where TSaga : class, ISaga
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        SagaTokens.Check(scope.ServiceProvider.GetRequiredService<TDbContext>(), typeof(TSaga));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
