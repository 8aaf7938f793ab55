using EndToEnd.Tests.Api;
using EndToEnd.Tests.Containers;
using Npgsql;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Systems;

/// <summary>The three services as processes of their own, over real RabbitMQ, PostgreSQL and SMTP servers.</summary>
public sealed class SeparateSystem : IFeedbackSystem, IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _started = [];
    private Dictionary<string, string> _shared = null!;

    public RabbitMqVirtualHost Broker { get; private set; } = null!;

    public PostgresDatabase Database { get; private set; } = null!;

    public SmtpServer Mail { get; private set; } = null!;

    /// <summary>Whether the mail server offers STARTTLS, and takes a password over an encrypted connection alone.</summary>
    public bool MailWithTls { get; init; }

    /// <summary>Configuration of every process besides what it needs.</summary>
    public Dictionary<string, string> More { get; } = [];

    public ServiceProcess Saga { get; private set; } = null!;

    public ServiceProcess Notifications { get; private set; } = null!;

    public ServiceProcess Gateway { get; private set; } = null!;

    public FeedbackApi Api { get; private set; } = null!;

    /// <summary>
    /// The configuration of the process with that role, with the accounts of the broker and of the database that are shipped for it.
    /// </summary>
    public async Task<Dictionary<string, string>> SettingsOfAsync(string role)
    {
        var settings = new Dictionary<string, string>(
            _shared.Concat(More).Concat((await Broker.AddressOfAsync(BrokerAccount.OfRole(role))).ToEnvironment()));
        if (role != "gateway")
        {
            settings["ConnectionStrings__Feedback"] = settings["ConnectionStrings__Notifications"] =
                DatabaseAccount.ConnectionString(Database, $"feedback_{role}");
        }

        return settings;
    }

    /// <summary>The broker as the upstream system sees it that publishes to that exchange.</summary>
    public Task<RabbitMqAddress> UpstreamAsync(string exchange) => Broker.AddressOfAsync(BrokerAccount.UpstreamOf(exchange));

    public async ValueTask InitializeAsync()
    {
        await StartServersAsync();
        await MigrateAsync();
        await StartServicesAsync();
    }

    /// <summary>Servers alone: an empty database, a virtual host without a queue, no process of ours.</summary>
    public async Task StartServersAsync()
    {
        Broker = Keep(await RabbitMqVirtualHost.CreateAsync());
        Database = Keep(await PostgresDatabase.CreateAsync());
        await DatabaseAccount.CreateAllAsync(Database);
        Mail = Keep(await SmtpServer.StartAsync(tls: MailWithTls));
        var settings = new Dictionary<string, string>(Tokens.Environment)
        {
            ["Database__Provider"] = "Postgres",
            ["Email__Host"] = Mail.Host,
            ["Email__Port"] = $"{Mail.Port}",
            ["Email__StartTls"] = $"{MailWithTls}",
            ["Email__From"] = "feedback@example.com",
            ["Feedback__Policy__AllowNotNow"] = "true",

            // Where the processes stand decides nothing (R46).
            ["TZ"] = "America/New_York",
        };
        if (MailWithTls)
        {
            settings["Email__Username"] = "notifier";
            settings["Email__Password"] = "secret";
            settings["SSL_CERT_FILE"] = Mail.CertificateFile;
        }

        _shared = settings;
    }

    public async Task MigrateAsync()
    {
        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], await SettingsOfAsync("migrate"));
        exitCode.ShouldBe(0, log);
    }

    public async Task StartServicesAsync()
    {
        var starting = (
            Saga: StartAsync("saga"),
            Notifications: StartAsync("notifications"),
            Gateway: StartAsync("gateway"));
        Saga = Keep(await starting.Saga);
        Notifications = Keep(await starting.Notifications);
        Gateway = Keep(await starting.Gateway);
        Api = new FeedbackApi(Gateway.Http, (subject, roles) => Task.FromResult(Tokens.For(subject, roles)));
    }

    /// <summary>Does something to the database as its administrator.</summary>
    public async Task ExecuteAsync(string statements)
    {
        await using var administrator = NpgsqlDataSource.Create(Database.ConnectionString);
        await using var command = administrator.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }

    public Task<DateTimeOffset> NowAsync() => Task.FromResult(DateTimeOffset.UtcNow);

    /// <summary>Queues of rejects that hold something: none, ever, for what a user or an upstream system sent in good form.</summary>
    public async Task<IReadOnlyList<string>> RejectsAsync() =>
        [.. (await Broker.Management.WaitingAsync())
            .Where(
                queue => queue.Key.EndsWith("_error", StringComparison.Ordinal) || queue.Key.EndsWith("_skipped", StringComparison.Ordinal))
            .Select(queue => $"{queue.Key}: {queue.Value}")];

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
            await started.DisposeAsync();
    }

    private async Task<ServiceProcess> StartAsync(string role) => await ServiceProcess.StartAsync([role], await SettingsOfAsync(role));

    private T Keep<T>(T started) where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }
}
