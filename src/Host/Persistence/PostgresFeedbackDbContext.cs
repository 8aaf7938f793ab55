using Microsoft.EntityFrameworkCore;
using Feedback.Saga.Persistence;

namespace Host.Persistence;

/// <summary><see cref="FeedbackDbContext"/> on PostgreSQL: what its migrations belong to.</summary>
internal sealed class PostgresFeedbackDbContext(DbContextOptions<PostgresFeedbackDbContext> options) : FeedbackDbContext(options);
