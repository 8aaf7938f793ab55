using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using TestKit.Servers;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>A whole server for one test, which may kill it.</summary>
public sealed class DedicatedPostgresServer : PostgresTestDatabase
{
    public PostgresServer Server { get; private set; } = null!;

    public override void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(Server.ConnectionString).UseGroupCommit();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Server.DisposeAsync();
    }

    protected override async Task CreateEmptyAsync() => Server = await PostgresServer.StartAsync();
}
