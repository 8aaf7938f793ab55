using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Host.Persistence;

/// <summary><see cref="NotificationsDbContext"/> on PostgreSQL: what its migrations belong to.</summary>
internal sealed class PostgresNotificationsDbContext(DbContextOptions<PostgresNotificationsDbContext> options) : NotificationsDbContext(options);
