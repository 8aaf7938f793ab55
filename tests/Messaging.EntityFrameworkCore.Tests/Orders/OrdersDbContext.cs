using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Shared;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

public sealed class OrdersDbContext(DbContextOptions<OrdersDbContext> options) : DbContext(options)
{
    public DbSet<OrderState> Orders => Set<OrderState>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<StockArticle> Stock => Set<StockArticle>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<InboxMessage> Inbox => Set<InboxMessage>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrderState>(order =>
        {
            order.HasKey(state => state.CorrelationId);
            order.Property(state => state.CorrelationId).ValueGeneratedNever();
            order.Property(state => state.Version).IsConcurrencyToken();
            order.Property(state => state.CurrentState).HasMaxLength(32);
            order.Property(state => state.Customer).HasMaxLength(64);
        });
        modelBuilder.Entity<Note>().Property(note => note.Id).ValueGeneratedNever();
        modelBuilder.Entity<StockArticle>(article =>
        {
            article.HasKey(row => row.Name);
            article.Property(row => row.Name).HasMaxLength(64);
        });

        modelBuilder.AddOutbox().AddInbox().UseSnakeCaseNames().UseUtcInstants(Database);
    }
}
