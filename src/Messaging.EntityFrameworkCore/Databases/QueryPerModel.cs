using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// A compiled query for each model that it runs on. A query that <c>EF.CompileAsyncQuery</c> returns is bound to the model of
/// its first run, and one DbContext type has a model per database.
/// </summary>
/// <typeparam name="TQuery">The delegate that runs the query.</typeparam>
/// <param name="compile">Compiles the query; called once per model.</param>
public sealed class QueryPerModel<TQuery>(Func<TQuery> compile)
    where TQuery : Delegate
{
    private readonly ConditionalWeakTable<IModel, TQuery> _queries = [];

    /// <summary>The query, compiled for the model of <paramref name="db"/>.</summary>
    public TQuery For(DbContext db) => _queries.GetOrAdd(db.Model, static (_, compile) => compile(), compile);
}
