using MassTransit;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Profiles;

/// <summary>Tells the names of users and agencies that have a profile.</summary>
internal sealed class GetDisplayNamesConsumer(NotificationsDbContext db) : IConsumer<GetDisplayNames>
{
    public async Task Consume(ConsumeContext<GetDisplayNames> context)
    {
        var ids = context.Message.UserIds.Where(TextRules.IsStorableId).Distinct(StringComparer.Ordinal)
            .Take(Limits.MaxNamesPerQuery).ToList();
        var names = await db.UserProfiles.AsNoTracking()
            .Where(profile => ids.Contains(profile.UserId) && profile.DisplayName != null)
            .Select(profile => new DisplayName { UserId = profile.UserId, Name = profile.DisplayName! })
            .ToListAsync(context.CancellationToken);
        await context.RespondAsync(new DisplayNames { Items = names });
    }
}
