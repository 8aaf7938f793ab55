namespace TestKit.Processes;

/// <summary>
/// The working copy that the tests were built from, for what they run as a person would: the Host, the README, the compose
/// files.
/// </summary>
public static class Repository
{
    /// <summary>The folder that holds Feedback.sln.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Debug or Release, as this test was built.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    /// <summary>The built Host, where <c>dotnet run</c> leaves it.</summary>
    public static string HostAssembly => Path.Combine(Root, "src", "Host", "bin", Configuration, "net10.0", "Host.dll");

    private static string Find(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Feedback.sln")))
            folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException($"No Feedback.sln above {AppContext.BaseDirectory}.");
    }
}
