using System.Xml.Linq;
using TestKit.Processes;

namespace Host.Tests.Support;

/// <summary>The product's projects as their files say.</summary>
internal static class Sources
{
    /// <summary>The folder of the files that several projects compile.</summary>
    public const string Shared = "Shared";

    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
            .Select(folder => Path.GetFileName(folder))
            .Where(folder => folder != Shared)
            .Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> ProjectReferences(string project) =>
        [.. References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))];

    public static IReadOnlyList<string> PackageReferences(string project) => References(project, "PackageReference");

    /// <summary>The projects that compile a shared file.</summary>
    public static IReadOnlyList<string> CompilersOf(string sharedFile) =>
        [.. Projects.Where(project => References(project, "Compile").Contains($"../Shared/{Path.GetFileName(sharedFile)}"))];

    public static IEnumerable<(string File, string Text)> Files(string project) =>
        FilesBelow(Path.Combine(Repository.Root, "src", project));

    public static IEnumerable<(string File, string Text)> FilesBelow(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            .Select(file => (Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file)));

    private static IReadOnlyList<string> References(string project, string element) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"))
            .Descendants(element).Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))];
}
