using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Notifications.Persistence;

namespace Notifications.Preferences;

/// <summary>Says what a token of an email unsubscribes from.</summary>
internal sealed class GetUnsubscriptionConsumer(NotificationsDbContext db) : IConsumer<GetUnsubscription>
{
    public async Task Consume(ConsumeContext<GetUnsubscription> context)
    {
        var preferences = await db.EmailPreferences.AsNoTracking().OfTokenAsync(context.Message.Token, context.CancellationToken);
        if (preferences.Count > 0)
            await context.RespondAsync(await db.ToUnsubscriptionAsync(preferences, context.Message.Token, context.CancellationToken));
        else
            await context.RespondAsync(new UnsubscribeTokenNotFound());
    }
}

/// <summary>Turns off the emails of the kind that a token is of; with the token of a digest, those of every kind.</summary>
internal sealed partial class UnsubscribeConsumer(NotificationsDbContext db, ILogger<UnsubscribeConsumer> logger)
    : IConsumer<UnsubscribeByToken>
{
    public async Task Consume(ConsumeContext<UnsubscribeByToken> context)
    {
        await using var write = await db.BeginWriteAsync(context.CancellationToken);
        var preferences = await db.EmailPreferences.AsTracking().OfTokenAsync(context.Message.Token, context.CancellationToken);
        if (preferences.Find(preference => preference.Token == context.Message.Token) is not { } named)
        {
            await context.RespondAsync(new UnsubscribeTokenNotFound());
            return;
        }

        var isDigest = named.Kind == EmailDigests.Kind;
        foreach (var preference in preferences.Where(row => row.Kind != EmailDigests.Kind && (isDigest || row == named)))
            preference.Mode = EmailModes.Off;

        var missing = NoticeKinds.All.Where(kind => isDigest && !preferences.Exists(preference => preference.Kind == kind));
        foreach (var kind in missing.ToList())
            preferences.Add(db.Add(EmailPreference.New(named.UserId, kind, EmailModes.Off)).Entity);

        var unsubscription = await db.ToUnsubscriptionAsync(preferences, named.Token, context.CancellationToken);
        await write.SaveAndCommitAsync(context.CancellationToken);
        LogUnsubscribed(named.UserId, named.Kind);
        await context.RespondAsync(unsubscription);
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} unsubscribed from the emails of {Kind}")]
    private partial void LogUnsubscribed(string userId, string kind);
}

internal static class Unsubscriptions
{
    /// <summary>All preferences of the user whom a token is of; none for a token that no email has.</summary>
    public static async Task<List<EmailPreference>> OfTokenAsync(
        this IQueryable<EmailPreference> preferences, string token, CancellationToken cancellationToken) =>
        TextRules.IsStorable(token)
            ? await preferences
                .Where(preference => preferences.Any(named => named.Token == token && named.UserId == preference.UserId))
                .ToListAsync(cancellationToken)
            : [];

    public static async Task<Unsubscription> ToUnsubscriptionAsync(
        this NotificationsDbContext db, List<EmailPreference> preferences, string token, CancellationToken cancellationToken)
    {
        var named = preferences.Single(preference => preference.Token == token);
        var locale = await db.UserProfiles.Where(profile => profile.UserId == named.UserId)
            .Select(profile => profile.Locale).SingleOrDefaultAsync(cancellationToken);
        return named.Kind == EmailDigests.Kind
            ? new Unsubscription { IsOff = NoticeKinds.All.All(IsOff), Locale = locale }
            : new Unsubscription { Kind = named.Kind, IsOff = named.Mode == EmailModes.Off, Locale = locale };

        bool IsOff(string kind) => preferences.Exists(row => row.Kind == kind && row.Mode == EmailModes.Off);
    }
}
