using System.Text.RegularExpressions;
using TestKit.Processes;

namespace EndToEnd.Tests.Containers;

/// <summary>
/// The configuration keys that the sources read: as a literal, or as a property of an options class that names its section.
/// </summary>
internal static class KnownKeys
{
    // Read by ASP.NET Core itself, not by us: what dotnet user-jwts writes.
    private static readonly string[] _bearer = ["ValidIssuer", "ValidAudiences:0", "SigningKeys:0:Issuer", "SigningKeys:0:Value"];

    private static readonly string[] _sources =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];

    public static bool Contain(string variable)
    {
        var key = variable.Replace("__", ":", StringComparison.Ordinal);
        if (key.StartsWith("ASPNETCORE_", StringComparison.Ordinal))
            return true;

        const string bearer = "Authentication:Schemes:Bearer";
        if (key.StartsWith($"{bearer}:", StringComparison.Ordinal))
            return IsLiteral(bearer) && _bearer.Contains(key[(bearer.Length + 1)..]);

        return IsLiteral(key) || IsOption(key);
    }

    private static bool IsLiteral(string key) => _sources.Any(source => source.Contains($"\"{key}\"", StringComparison.Ordinal));

    private static bool IsOption(string key)
    {
        var end = key.LastIndexOf(':');
        return end > 0 && _sources.Any(source =>
            source.Contains($"Section = \"{key[..end]}\"", StringComparison.Ordinal)
            && Regex.IsMatch(source, $@"public \S+ {key[(end + 1)..]} \{{ get; (set|init)\b"));
    }
}
