using System.Diagnostics;

namespace TestKit.Processes;

/// <summary>
/// A folder of its own under the system's temporary one, removed on disposal; given to another user where a server needs that.
/// </summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string purpose, string? owner = null)
    {
        FullName = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"feedback-{purpose}-{Guid.NewGuid():N}"[..^20]);
        Directory.CreateDirectory(FullName);
        if (owner is null)
            return;

        using var chown = Process.Start("chown", [$"{owner}:", FullName]);
        chown.WaitForExit();
    }

    public string FullName { get; }

    public string Path(string name) => System.IO.Path.Combine(FullName, name);

    public void Dispose()
    {
        // A server that was just ended may still be letting go of a file.
        for (var attempt = 0; Directory.Exists(FullName) && attempt < 5; attempt++)
        {
            try
            {
                Directory.Delete(FullName, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
        }
    }
}
