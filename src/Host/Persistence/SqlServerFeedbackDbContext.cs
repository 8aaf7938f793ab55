using Microsoft.EntityFrameworkCore;
using Feedback.Saga.Persistence;

namespace Host.Persistence;

/// <summary><see cref="FeedbackDbContext"/> on SQL Server: what its migrations belong to.</summary>
internal sealed class SqlServerFeedbackDbContext(DbContextOptions<SqlServerFeedbackDbContext> options) : FeedbackDbContext(options);
