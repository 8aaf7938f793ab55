using System.Globalization;

namespace Feedback.Bench.Measuring;

/// <summary>What /proc says of this process and all that descends from it.</summary>
internal static class ProcessTable
{
    private const double TicksPerSecond = 100;
    private const int ParentField = 1;
    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;

    public static IReadOnlyList<ProcessEntry> Ours()
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<ProcessEntry>()
            .ToArray();
        var children = all.ToLookup(entry => entry.Parent);

        var ours = all.Where(entry => entry.Id == Environment.ProcessId).ToList();
        for (var i = 0; i < ours.Count; i++)
            ours.AddRange(children[ours[i].Id]);

        return ours;
    }

    /// <summary>Memory that the process holds, in bytes.</summary>
    public static long ResidentBytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static ProcessEntry? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            var fields = stat[(close + 2)..].Split(' ');
            var ticks = Number(fields[UserTimeField]) + Number(fields[SystemTimeField]);
            return new ProcessEntry(id, (int)Number(fields[ParentField]), stat[(open + 1)..close], ticks / TicksPerSecond);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
