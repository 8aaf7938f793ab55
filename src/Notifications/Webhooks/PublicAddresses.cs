using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Notifications.Webhooks;

/// <summary>
/// Which addresses a subscriber may have: public ones, and those of <c>Webhooks:AllowedNetworks</c>. So nobody who can name a URL, or
/// change where a name points, reaches what stands beside this process (R69).
/// </summary>
internal sealed class PublicAddresses(IOptions<WebhookOptions> options)
{
    /// <summary>Of the IANA registries of special-purpose addresses, what is not globally reachable; multicast; 6to4 relays.</summary>
    private static readonly IPNetwork[] _special =
    [
        .. from network in (string[])
            [
                "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
                "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
                "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
            ]
            select IPNetwork.Parse(network),
    ];

    private static readonly IPNetwork _globalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork _translated = IPNetwork.Parse("64:ff9b::/96");

    private readonly IPNetwork[] _allowed = [.. (options.Value.AllowedNetworks ?? []).Select(network => IPNetwork.Parse(network))];

    /// <summary>Whether it may be connected to.</summary>
    public bool Allow(IPAddress address)
    {
        var known = Unwrap(address);
        if (_allowed.Any(network => network.Contains(known)))
            return true;

        return (known.AddressFamily == AddressFamily.InterNetwork || _globalUnicast.Contains(known))
            && !_special.Any(network => network.Contains(known));
    }

    /// <summary>The address of IPv4 that one of IPv6 stands for, mapped or translated; otherwise itself, without its zone.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();

        var bytes = address.GetAddressBytes();
        return _translated.Contains(new IPAddress(bytes)) ? new IPAddress(bytes.AsSpan(12)) : new IPAddress(bytes);
    }
}
