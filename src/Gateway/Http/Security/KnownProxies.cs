using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Gateway.Http.Security;

/// <summary>
/// Takes the caller's address and scheme from <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>, hop by hop, as far as the hops are
/// the proxies of <c>Gateway:KnownProxies</c>. From anyone else these headers mean nothing.
/// </summary>
internal static class KnownProxies
{
    public static void AddKnownProxies(this IServiceCollection services) =>
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<GatewayOptions>>((forwarded, gateway) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in gateway.Value.KnownProxies)
            {
                if (Parse(proxy) is { } network)
                    forwarded.KnownIPNetworks.Add(network);
            }
        });

    public static void UseKnownProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.KnownProxies.Length > 0)
            app.UseForwardedHeaders();
    }

    /// <summary>An address or a network such as <c>10.0.0.0/8</c>; null if it is neither.</summary>
    public static IPNetwork? Parse(string proxy)
    {
        if (IPAddress.TryParse(proxy, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);

        return IPNetwork.TryParse(proxy, out var network) ? network : null;
    }
}
