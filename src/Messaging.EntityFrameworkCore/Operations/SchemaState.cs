using System.Globalization;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>How a database's schema compares with what this program expects.</summary>
/// <param name="Newest">The newest migration that ran; null if none did.</param>
/// <param name="Pending">The migrations of this program that have not run.</param>
/// <param name="Unknown">The migrations that ran and that this program does not know: it is older than the database.</param>
public sealed record SchemaState(string? Newest, IReadOnlyList<string> Pending, IReadOnlyList<string> Unknown)
{
    /// <summary>Reads it.</summary>
    public static async Task<SchemaState> ReadAsync(DbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var known = db.Database.GetMigrations().ToList();
        return new SchemaState(applied.LastOrDefault(), [.. known.Except(applied)], [.. applied.Except(known)]);
    }
}

/// <summary>What a database account may do.</summary>
public static class TableRights
{
    private static readonly (string Verb, string Statement)[] _statements =
    [
        ("SELECT", "SELECT COUNT(*) FROM {0} WHERE 1 = 0"),
        ("INSERT", "INSERT INTO {0} ({1}) SELECT {1} FROM {0} WHERE 1 = 0"),
        ("UPDATE", "UPDATE {0} SET {1} = {1} WHERE 1 = 0"),
        ("DELETE", "DELETE FROM {0} WHERE 1 = 0"),
    ];

    /// <summary>
    /// Tries on every table what the services do with its rows, with statements that meet no row. A right that is missing fails a
    /// statement before it would touch one.
    /// </summary>
    /// <returns>What is missing, such as <c>DELETE on "feedback"."refusals"</c>, with the database's words.</returns>
    public static async Task<IReadOnlyList<string>> MissingAsync(DbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        var names = db.GetService<ISqlGenerationHelper>();
        var missing = new List<string>();
        foreach (var entity in db.Model.GetEntityTypes().Where(entity => entity.GetTableName() is not null))
        {
            var table = names.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());
            var column = names.DelimitIdentifier(entity.FindPrimaryKey()!.Properties[0].GetColumnName());
            foreach (var (verb, statement) in _statements)
            {
                try
                {
                    await db.Database.ExecuteSqlRawAsync(
                        string.Format(CultureInfo.InvariantCulture, statement, table, column), cancellationToken);
                }
                catch (System.Data.Common.DbException refusal)
                {
                    missing.Add($"{verb} on {table}: {refusal.Message}");
                }
            }
        }

        return missing;
    }
}
