using Host.Configuration;

namespace Host.Transport;

/// <summary>
/// The broker (<c>RabbitMq:*</c>), how often it delivers a message before that goes to its queue's dead-letter target, and
/// how long a queue may go unconsumed, or an exchange confirm nothing, while the broker answers before the process ends
/// (<see cref="StallWatchdog"/>).
/// </summary>
internal sealed record RabbitMqSettings(
    string Host,
    int Port,
    string VirtualHost,
    string Username,
    string Password,
    bool UseTls,
    TlsFiles Tls,
    int DeliveryLimit,
    TimeSpan StallTimeout,
    Uri? ManagementUrl = null)
{
    private const string Guest = "guest";

    public static RabbitMqSettings Read(SettingsReader settings, IHostEnvironment environment)
    {
        var useTls = settings.Flag("RabbitMq:UseTls", false);

        return new RabbitMqSettings(
            settings.Text("RabbitMq:Host") ?? "localhost",
            settings.Number("RabbitMq:Port", useTls ? 5671 : 5672, from: 1, to: 65_535),
            settings.Text("RabbitMq:VirtualHost") ?? "/",
            ReadUsername(settings, environment),
            ReadPassword(settings, environment),
            useTls,
            ReadTls(settings, useTls),
            settings.Number("RabbitMq:DeliveryLimit", 20, from: 1, to: 10_000),
            settings.Duration("RabbitMq:StallTimeout", TimeSpan.FromSeconds(90)),
            ReadManagementUrl(settings, useTls));
    }

    private static Uri? ReadManagementUrl(SettingsReader settings, bool useTls) =>
        settings.Address("RabbitMq:ManagementUrl", "http", "https") is { } address
            ? useTls && address is { Scheme: "http", IsLoopback: false }
                ? throw new StartRefusedException(
                    "RabbitMq:ManagementUrl", "starts with http://, which shows the broker's password, although RabbitMq:UseTls is true.")
                : address
            : null;

    private static TlsFiles ReadTls(SettingsReader settings, bool useTls)
    {
        var files = TlsFiles.Read(settings, "RabbitMq");

        return useTls || files.IsEmpty
            ? files.Checked("RabbitMq")
            : throw new StartRefusedException("RabbitMq:UseTls", "is false, but there are certificates for TLS.");
    }

    private static string ReadUsername(SettingsReader settings, IHostEnvironment environment)
    {
        if (environment.IsDevelopment())
            return settings.Text("RabbitMq:Username") ?? Guest;

        var username = settings.Required("RabbitMq:Username", "the RabbitMq transport signs in to its broker");

        return string.Equals(username, Guest, StringComparison.OrdinalIgnoreCase)
            ? throw new StartRefusedException("RabbitMq:Username", "'guest' is for the Development environment only.")
            : username;
    }

    private static string ReadPassword(SettingsReader settings, IHostEnvironment environment) =>
        environment.IsDevelopment() && settings.Text("RabbitMq:Username") is null or Guest
            ? settings.Text("RabbitMq:Password") ?? Guest
            : settings.Required("RabbitMq:Password", "the RabbitMq transport signs in to its broker");
}
