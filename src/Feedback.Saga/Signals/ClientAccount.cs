using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Signals;

/// <summary>
/// When a client's account was opened, for the signals of young accounts alone (R66). It has a row of its own, so that contracts do not
/// grow, and stays like them: once it was forgotten, a later instant would make an old account young.
/// </summary>
internal sealed class ClientAccount
{
    public required string ClientId { get; init; }

    public required DateTimeOffset OpenedAt { get; set; }
}

internal sealed class ClientAccountMap : IEntityTypeConfiguration<ClientAccount>
{
    public void Configure(EntityTypeBuilder<ClientAccount> builder)
    {
        builder.ToTable("ClientAccounts");
        builder.HasKey(account => account.ClientId);
        builder.Property(account => account.ClientId).HasMaxLength(Limits.MaxIdLength);
        builder.HasIndex(account => account.OpenedAt);
    }
}

/// <summary>Keeps when clients' accounts were opened.</summary>
internal sealed class ClientAccounts(IOptions<SignalOptions> options)
{
    /// <summary>
    /// Takes what a contract's start tells, in the transaction that is open on <paramref name="db"/>. Of several instants the earliest
    /// counts, in whatever order they come (R40).
    /// </summary>
    /// <returns>
    /// What has to be published with the commit; none where the account was known. An earlier instant makes it older, and so no feedback
    /// one from a young account.
    /// </returns>
    public async Task<LookForSignals?> TakeAsync(
        FeedbackDbContext db, string clientId, DateTimeOffset openedAt, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
            return null;

        var account = await db.FindAndLockAsync<ClientAccount>(clientId, cancellationToken);
        if (account is null)
        {
            db.ClientAccounts.Add(new ClientAccount { ClientId = clientId, OpenedAt = openedAt });
            return new LookForSignals { ClientId = clientId };
        }

        if (openedAt < account.OpenedAt)
            account.OpenedAt = openedAt;

        return null;
    }
}
