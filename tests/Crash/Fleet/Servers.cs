using Npgsql;
using TestKit.Network;
using TestKit.Servers;

namespace Crash.Fleet;

/// <summary>Private servers, with a network that fails between them and the services.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private Servers(RabbitMqServer rabbitMq, PostgresServer postgres, SmtpServer mail)
    {
        RabbitMq = rabbitMq;
        Postgres = postgres;
        Mail = mail;
        BrokerNetwork = TcpProxy.To(rabbitMq.Address.Host, rabbitMq.Address.Port);
        var database = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        DatabaseNetwork = TcpProxy.To(database.Host!, database.Port);
        database.Port = DatabaseNetwork.Port;
        Database = database.ConnectionString;
    }

    public RabbitMqServer RabbitMq { get; }

    public PostgresServer Postgres { get; }

    public SmtpServer Mail { get; }

    public TcpProxy BrokerNetwork { get; }

    public TcpProxy DatabaseNetwork { get; }

    /// <summary>The broker as the service with that account sees it.</summary>
    public RabbitMqAddress BrokerOf(BrokerAccount account) =>
        RabbitMq.Address with { Port = BrokerNetwork.Port, Username = account.Name, Password = account.Password };

    /// <summary>The database as the services see it.</summary>
    public string Database { get; }

    public static async Task<Servers> StartAsync()
    {
        var (rabbitMq, postgres, mail) = (
            RabbitMqServer.StartAsync(), PostgresServer.StartAsync(), SmtpServer.StartAsync(keepContents: false));
        foreach (var account in BrokerAccount.All)
            await (await rabbitMq).Management.AddAsync(account);

        return new Servers(await rabbitMq, await postgres, await mail);
    }

    public async ValueTask DisposeAsync()
    {
        await BrokerNetwork.DisposeAsync();
        await DatabaseNetwork.DisposeAsync();
        await Task.WhenAll(RabbitMq.DisposeAsync().AsTask(), Postgres.DisposeAsync().AsTask(), Mail.DisposeAsync().AsTask());
    }
}
