using TestKit.Processes;

namespace Feedback.Bench.Servers;

/// <summary>The published programs, as run.sh leaves them.</summary>
internal static class HostProgram
{
    public static string Executable => Published("host", "Host");

    /// <summary>The program of a peer, such as <c>Wolverine</c>; <c>dotnet</c> runs it.</summary>
    public static string Peer(string name) => Published($"peers/{name}", $"Peers.{name}.dll");

    private static string Published(string folder, string file)
    {
        var path = Path.Combine(Repository.Root, "artifacts", "bench", folder, file);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is missing: start the bench with bench/run.sh, which publishes it.");
    }
}
