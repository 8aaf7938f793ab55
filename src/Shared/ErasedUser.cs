using System.Security.Cryptography;
using System.Text;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shared;

/// <summary>
/// A person who was erased. All that is left of the id is a hash, by which a later message that names the id is recognised. The services
/// compile this file.
/// </summary>
internal sealed class ErasedUser
{
    private const string Prefix = "erased-";

    /// <summary>Half of the SHA-256 of the id: the same in both services.</summary>
    public required Guid UserKey { get; init; }

    public required DateTimeOffset ErasedAt { get; init; }

    /// <summary>The key of a user, whom the id or the pseudonym names.</summary>
    public static Guid KeyOf(string userId) =>
        userId.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(userId.AsSpan(Prefix.Length), "N", out var key)
            ? key
            : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"erased user\n{userId}")).AsSpan(0, 16), bigEndian: true);

    /// <summary>What takes the place of the id once the user is erased: the same everywhere, so that rows still belong together.</summary>
    public static string PseudonymOf(string userId) => $"{Prefix}{KeyOf(userId):N}";
}

internal sealed class ErasedUserMap : IEntityTypeConfiguration<ErasedUser>
{
    public void Configure(EntityTypeBuilder<ErasedUser> builder)
    {
        builder.ToTable("ErasedUsers");
        builder.HasKey(erased => erased.UserKey);
        builder.Property(erased => erased.UserKey).ValueGeneratedNever();
        builder.ClusterByAge(erased => erased.ErasedAt);
    }
}

internal static class ErasedUsers
{
    /// <summary>Those of the users who are erased, each with the pseudonym.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FindErasedAsync(
        this DbContext db, CancellationToken cancellationToken, params string?[] userIds)
    {
        var byKey = userIds.OfType<string>().Distinct(StringComparer.Ordinal).ToLookup(ErasedUser.KeyOf);
        var keys = byKey.Select(users => users.Key).ToList();
        var erased = await db.ReadUnlockedAsync(
            () => db.Set<ErasedUser>().Where(user => keys.Contains(user.UserKey)).Select(user => user.UserKey)
                .ToListAsync(cancellationToken),
            cancellationToken);
        return erased.SelectMany(key => byKey[key])
            .ToDictionary(userId => userId, ErasedUser.PseudonymOf, StringComparer.Ordinal);
    }

    /// <summary>How many rows of each kind an erasure touched, for a log line.</summary>
    public static string Counts(IReadOnlyDictionary<string, long> touched) =>
        string.Join(", ", touched.Select(rows => $"{rows.Key}: {rows.Value}"));

    /// <summary>Marks a user as erased, in the transaction that is open, unless that was so before.</summary>
    public static async Task<ErasedUser> FindOrAddErasedAsync(
        this DbContext db, string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = ErasedUser.KeyOf(userId);
        return await db.FindAndLockAsync<ErasedUser>(key, cancellationToken)
            ?? db.Add(new ErasedUser { UserKey = key, ErasedAt = now.ToMicroseconds() }).Entity;
    }

    /// <summary>The same, in a transaction of its own.</summary>
    public static async Task<ErasedUser> MarkErasedAsync(
        this DbContext db, string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var erased = await db.FindOrAddErasedAsync(userId, now, cancellationToken);
        await write.SaveAndCommitAsync(cancellationToken);
        return erased;
    }
}
