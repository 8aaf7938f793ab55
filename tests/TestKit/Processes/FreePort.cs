using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TestKit.Processes;

/// <summary>Ports on loopback that nobody listens on, below the range from which the kernel takes those of outgoing connections.</summary>
public static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> _used = [];

    public static int Next()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            if (IsFree(port) && _used.TryAdd(port, true))
                return port;
        }

        throw new InvalidOperationException("No free port was found between 15000 and 32000.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
