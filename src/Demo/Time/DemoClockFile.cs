using System.Globalization;

namespace Demo.Time;

/// <summary>Keeps how far the demo clock is ahead, so that a restart does not set it back behind what the database already holds.</summary>
internal sealed class DemoClockFile(string path)
{
    public TimeSpan Read() =>
        File.Exists(path)
        && TimeSpan.TryParse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture, out var offset)
        && offset > TimeSpan.Zero
            ? offset
            : TimeSpan.Zero;

    public void Write(TimeSpan offset)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        var draft = $"{path}.new";
        File.WriteAllText(draft, offset.ToString("c", CultureInfo.InvariantCulture));
        File.Move(draft, path, overwrite: true);
    }
}
