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

    /// <summary>Marks a user as erased. False if that was so before.</summary>
    public static async Task<bool> TryAddErasedAsync(
        this DbContext db, string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.FindAndLockAsync<ErasedUser>(ErasedUser.KeyOf(userId), cancellationToken) is not null)
            return false;

        db.Add(new ErasedUser { UserKey = ErasedUser.KeyOf(userId), ErasedAt = now });
        await write.SaveAndCommitAsync(cancellationToken);
        return true;
    }
}
