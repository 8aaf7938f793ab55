using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Host.Persistence;

/// <summary><see cref="NotificationsDbContext"/> on SQLite: what its migrations belong to.</summary>
internal sealed class SqliteNotificationsDbContext(DbContextOptions<SqliteNotificationsDbContext> options) : NotificationsDbContext(options);
