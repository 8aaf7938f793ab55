using System.Globalization;

namespace TestKit.Processes;

/// <summary>Reads from /proc who started whom: PostgreSQL's backends, for one, leave their parent's process group.</summary>
internal static class ProcessTree
{
    /// <summary>The process and all that descends from it, parents first.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Fields: ReadStat(id)))
            .Where(process => process.Fields is not null)
            .ToLookup(process => int.Parse(process.Fields![1], CultureInfo.InvariantCulture), process => process.Id);

        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(children[tree[i]]);

        return tree;
    }

    public static bool IsRunning(int processId) => ReadStat(processId) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>State, parent and the rest: what follows the command's name, which may itself hold spaces.</summary>
    private static string[]? ReadStat(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
