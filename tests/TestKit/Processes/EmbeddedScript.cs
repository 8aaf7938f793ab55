namespace TestKit.Processes;

/// <summary>The Python programs that TestKit carries; Debian's own Python runs them, since it has Debian's packages.</summary>
internal static class EmbeddedScript
{
    public const string Python = "/usr/bin/python3";

    public static string Unpack(string name, TemporaryFolder folder)
    {
        var target = folder.Path(name);
        using var source = typeof(EmbeddedScript).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"TestKit holds no script named {name}.");
        using var file = File.Create(target);
        source.CopyTo(file);
        return target;
    }
}
