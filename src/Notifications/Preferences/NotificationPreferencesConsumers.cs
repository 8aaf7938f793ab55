using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Notifications.Persistence;
using Notifications.Profiles;
using Shared;

namespace Notifications.Preferences;

/// <summary>Reads how a user takes emails.</summary>
internal sealed class GetNotificationPreferencesConsumer(NotificationsDbContext db) : IConsumer<GetNotificationPreferences>
{
    public async Task Consume(ConsumeContext<GetNotificationPreferences> context)
    {
        var userId = context.Message.UserId;
        var stored = TextRules.IsStorableId(userId)
            ? await db.EmailPreferences.AsNoTracking()
                .Where(preference => preference.UserId == userId)
                .ToListAsync(context.CancellationToken)
            : [];
        var profile = await db.UserProfiles.AsNoTracking()
            .SingleOrDefaultAsync(profile => profile.UserId == userId, context.CancellationToken);

        await context.RespondAsync(stored.ToResponse(profile));
    }
}

/// <summary>Stores how a user takes emails.</summary>
internal sealed partial class SetNotificationPreferencesConsumer(
    NotificationsDbContext db, ILogger<SetNotificationPreferencesConsumer> logger) : IConsumer<SetNotificationPreferences>
{
    public async Task Consume(ConsumeContext<SetNotificationPreferences> context)
    {
        var command = context.Message;
        var errors = ErrorsOf(command);
        if (errors.Count == 0 && (await db.FindErasedAsync(context.CancellationToken, command.UserId)).Count > 0)
            errors["userId"] = ["was erased."];

        if (errors.Count > 0)
        {
            await context.RespondAsync(new InvalidInput { Errors = errors });
            return;
        }

        await using var write = await db.BeginWriteAsync(context.CancellationToken);

        // Whoever has preferences has a profile, though perhaps an empty one: they are read together.
        var profile = await db.FindAndLockAsync<UserProfile>(command.UserId, context.CancellationToken)
            ?? db.Add(new UserProfile { UserId = command.UserId }).Entity;

        var stored = await db.EmailPreferences.AsTracking()
            .Where(preference => preference.UserId == command.UserId)
            .ToListAsync(context.CancellationToken);
        foreach (var item in command.Items)
        {
            if (stored.Find(preference => preference.Kind == item.Kind) is { } known)
                known.Mode = item.Email;
            else
                stored.Add(db.Add(EmailPreference.New(command.UserId, item.Kind, item.Email)).Entity);
        }

        await write.SaveAndCommitAsync(context.CancellationToken);
        LogSet(command.UserId, string.Join(", ", command.Items.Select(item => $"{item.Kind} {item.Email}")));
        await context.RespondAsync(stored.ToResponse(profile));
    }

    private static Dictionary<string, string[]> ErrorsOf(SetNotificationPreferences command)
    {
        var errors = new Dictionary<string, string[]>();
        if (TextRules.StorableIdProblem(command.UserId) is { } problem)
            errors["userId"] = [$"{problem}."];

        foreach (var (index, item) in command.Items.Index())
        {
            if (!NoticeKinds.All.Contains(item.Kind))
                errors[$"items[{index}].kind"] = [$"must be one of {string.Join(", ", NoticeKinds.All)}."];
            else if (command.Items.Take(index).Any(earlier => earlier.Kind == item.Kind))
                errors[$"items[{index}].kind"] = ["is given more than once."];

            if (!EmailModes.All.Contains(item.Email))
                errors[$"items[{index}].email"] = [$"must be one of {string.Join(", ", EmailModes.All)}."];
        }

        return errors;
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} set the emails of notices: {Preferences}")]
    private partial void LogSet(string userId, string preferences);
}

internal static class EmailPreferenceMapping
{
    public static NotificationPreferences ToResponse(this IReadOnlyCollection<EmailPreference> stored, UserProfile? profile) => new()
    {
        Items =
        [
            .. NoticeKinds.All.Select(kind => new NotificationPreference
            {
                Kind = kind,
                Email = stored.FirstOrDefault(preference => preference.Kind == kind)?.Mode ?? EmailModes.On,
            }),
        ],
        DisplayName = profile?.DisplayName,
        Locale = profile?.Locale,
        TimeZone = profile?.TimeZone,
    };
}
