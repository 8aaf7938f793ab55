using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Says in which order SQL Server keeps the rows of a table.</summary>
public static class Clustering
{
    /// <summary>
    /// Clusters a table whose key is a Guid by the age of its rows, so that new rows are added at its end. SQL Server sorts the bytes of
    /// a Guid in another order than <see cref="Guid.CreateVersion7()"/> makes them, so that rows clustered by the key would be inserted
    /// all over the table. A heap would keep the pages of deleted rows. On other databases this method changes nothing. Call it after
    /// <c>HasKey</c>. The <paramref name="age"/> is a column that grows with each row, or several of them.
    /// </summary>
    public static void ClusterByAge<TEntity>(this EntityTypeBuilder<TEntity> table, Expression<Func<TEntity, object?>> age)
        where TEntity : class
    {
        var model = table.Metadata.Model;
        if (SqlServerModelExtensions.GetValueGenerationStrategy(model) is null)
            return;

        table.Metadata.FindPrimaryKey()!.SetIsClustered(false);
        table.HasIndex(age).IsClustered();
    }
}
