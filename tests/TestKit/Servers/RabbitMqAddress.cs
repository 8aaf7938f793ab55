namespace TestKit.Servers;

/// <summary>Where a broker listens and who may use it.</summary>
public sealed record RabbitMqAddress(string Host, int Port, int ManagementPort, string Username, string Password, string VirtualHost = "/")
{
    /// <summary>amqp://user:password@host:port/vhost, as clients in any language take it.</summary>
    public Uri Uri => new($"amqp://{Escaped(Username)}:{Escaped(Password)}@{Host}:{Port}/{Escaped(VirtualHost)}");

    /// <summary>http://user:password@host:port/ of the management API.</summary>
    public Uri ManagementUri => new($"http://{Username}:{Password}@{Host}:{ManagementPort}/");

    public static RabbitMqAddress Parse(string broker, string management)
    {
        var uri = new Uri(broker);
        var user = uri.UserInfo.Split(':');
        var virtualHost = System.Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        return new RabbitMqAddress(uri.Host, uri.Port, new Uri(management).Port, user[0], user[1], virtualHost is "" ? "/" : virtualHost);
    }

    /// <summary>The Host's configuration keys for this broker, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> ToEnvironment() => new Dictionary<string, string>
    {
        ["Transport"] = "RabbitMq",
        ["RabbitMq__Host"] = Host,
        ["RabbitMq__Port"] = $"{Port}",
        ["RabbitMq__VirtualHost"] = VirtualHost,
        ["RabbitMq__Username"] = Username,
        ["RabbitMq__Password"] = Password,
    };

    private static string Escaped(string text) => System.Uri.EscapeDataString(text);
}
