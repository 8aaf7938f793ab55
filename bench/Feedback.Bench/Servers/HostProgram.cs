using TestKit.Processes;

namespace Feedback.Bench.Servers;

/// <summary>The published Host, as run.sh leaves it.</summary>
internal static class HostProgram
{
    public static string Executable
    {
        get
        {
            var path = Path.Combine(Repository.Root, "artifacts", "bench", "host", "Host");
            return File.Exists(path)
                ? path
                : throw new FileNotFoundException($"{path} is missing: start the bench with bench/run.sh, which publishes it.");
        }
    }
}
