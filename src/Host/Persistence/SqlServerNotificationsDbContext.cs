using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Host.Persistence;

/// <summary><see cref="NotificationsDbContext"/> on SQL Server: what its migrations belong to.</summary>
internal sealed class SqlServerNotificationsDbContext(DbContextOptions<SqlServerNotificationsDbContext> options) : NotificationsDbContext(options);
