using TestKit.Processes;

namespace Crash.Fleet;

/// <summary>How to start the Host as it was built.</summary>
internal static class HostProgram
{
    public static OwnedProcessStart Start(string role, string logFile, IReadOnlyDictionary<string, string> environment) =>
        new("dotnet", [Repository.HostAssembly, role])
        {
            LogFile = logFile,
            WorkingDirectory = Path.GetDirectoryName(Repository.HostAssembly)!,
            Environment = environment,
        };
}
