using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// A query that is built once and run often. What <see cref="EF.CompileAsyncQuery{TContext,TResult}(System.Linq.Expressions.Expression{Func{TContext,TResult}})"/>
/// returns is tied to the model that it first runs on; this has one for each, since one DbContext may be used on several databases.
/// </summary>
/// <typeparam name="TQuery">The delegate that runs it.</typeparam>
/// <param name="compile">Compiles it.</param>
public sealed class QueryPerModel<TQuery>(Func<TQuery> compile)
    where TQuery : Delegate
{
    private readonly ConditionalWeakTable<IModel, TQuery> _queries = [];

    /// <summary>The query, ready to be run on that DbContext.</summary>
    public TQuery For(DbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);

        return _queries.TryGetValue(db.Model, out var query) ? query : _queries.GetValue(db.Model, _ => compile());
    }
}
