using System.Net;
using System.Net.Sockets;

namespace Host.Configuration;

/// <summary>Where the process answers, and the key that says so.</summary>
internal sealed record ListeningAddress(string Key, string Url);

/// <summary>
/// Where the process answers: <c>Kestrel:Endpoints</c>, or else <c>Urls</c>. A process without the gateway answers health checks only, and
/// by default on a port of its own, so that the three processes run side by side on one machine.
/// </summary>
internal static class ListeningAddresses
{
    private const string UrlsKey = "Urls";
    private const string EndpointsKey = "Kestrel:Endpoints";
    private const string CertificateKey = "Kestrel:Certificates:Default:Path";
    private const string StoreKey = "Kestrel:Certificates:Default:Subject";

    public static IReadOnlyList<ListeningAddress> Read(SettingsReader settings, HostRoles roles, IHostEnvironment environment)
    {
        var endpoints = settings.Children(EndpointsKey)
            .Select(endpoint => new ListeningAddress($"{endpoint}:Url", settings.Required($"{endpoint}:Url", "an endpoint has an address")))
            .ToList();
        var addresses = endpoints.Count > 0 ? endpoints : ReadUrls(settings, roles);
        foreach (var (key, url) in addresses)
        {
            if (!IsAddress(url))
                throw new StartRefusedException(key, $"'{url}' is not an address such as http://localhost:5080.");

            if (key == UrlsKey && IsEncrypted(url) && !HasCertificate(settings, environment))
                throw new StartRefusedException(CertificateKey, $"is missing; '{url}' needs a certificate.");
        }

        return addresses;
    }

    /// <summary>Has the server listen there. It reads its own section by itself.</summary>
    public static void Use(this IWebHostBuilder host, IReadOnlyList<ListeningAddress> addresses)
    {
        if (addresses.All(address => address.Key == UrlsKey))
            host.UseUrls([.. addresses.Select(address => address.Url)]);
    }

    /// <summary>Binds every address for a moment, as the server will, so that a start that can't succeed changes nothing.</summary>
    /// <exception cref="StartRefusedException">An address is taken, or is not this machine's to bind.</exception>
    public static void CheckFree(IReadOnlyList<ListeningAddress> addresses)
    {
        var bound = new List<Socket>();
        try
        {
            foreach (var address in addresses)
                Bind(address, bound);
        }
        finally
        {
            bound.ForEach(socket => socket.Dispose());
        }
    }

    private static void Bind(ListeningAddress listening, List<Socket> bound)
    {
        var (key, url) = listening;
        var address = BindingAddress.Parse(url);
        if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0)
            return;

        foreach (var ip in AddressesOf(address.Host))
        {
            try
            {
                var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                bound.Add(socket);
                if (ip.Equals(IPAddress.IPv6Any))
                    socket.DualMode = true;

                socket.Bind(new IPEndPoint(ip, address.Port));
            }
            catch (SocketException failure) when (!IsWithoutIPv6(failure, ip, address.Host))
            {
                throw new StartRefusedException(key, failure.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"{url} is in use by another process."
                    : $"{url} can't be bound. {failure.Message}.");
            }
        }
    }

    // As the server takes a host: localhost is both loopback addresses, and a name that is no address is all of them.
    private static IPAddress[] AddressesOf(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];

        if (IPAddress.TryParse(host, out var address))
            return [address];

        return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
    }

    private static bool IsWithoutIPv6(SocketException failure, IPAddress ip, string host) =>
        ip.Equals(IPAddress.IPv6Loopback) && host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        && failure.SocketErrorCode != SocketError.AddressAlreadyInUse;

    private static List<ListeningAddress> ReadUrls(SettingsReader settings, HostRoles roles) =>
    [
        .. (settings.Text(UrlsKey) ?? ByDefault(roles))
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(url => new ListeningAddress(UrlsKey, url)),
    ];

    private static string ByDefault(HostRoles roles) => roles switch
    {
        HostRoles.Saga => "http://localhost:5081",
        HostRoles.Notifications => "http://localhost:5082",
        HostRoles.Saga | HostRoles.Notifications => "http://localhost:5081",
        _ => "http://localhost:5080",
    };

    /// <summary>In Development the server looks for the certificate of <c>dotnet dev-certs</c>.</summary>
    private static bool HasCertificate(SettingsReader settings, IHostEnvironment environment) =>
        settings.File(CertificateKey) is not null || settings.Text(StoreKey) is not null || environment.IsDevelopment();

    private static bool IsEncrypted(string url) => BindingAddress.Parse(url).Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.Port is >= 0 and <= 65_535;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
