using Microsoft.EntityFrameworkCore;
using Feedback.Saga.Persistence;

namespace Host.Persistence;

/// <summary><see cref="FeedbackDbContext"/> on SQLite: what its migrations belong to.</summary>
internal sealed class SqliteFeedbackDbContext(DbContextOptions<SqliteFeedbackDbContext> options) : FeedbackDbContext(options);
