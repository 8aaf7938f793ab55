using System.Diagnostics;
using TestKit.Processes;

namespace TestKit.Servers;

/// <summary>An upstream system in another language: publishes bare JSON with Python's pika, no envelope, no message type.</summary>
public static class RawJsonPublisher
{
    /// <summary>Returns when the broker has confirmed the message and put it into at least one queue; throws otherwise.</summary>
    public static async Task PublishAsync(RabbitMqAddress broker, string exchange, string json)
    {
        var python = InstalledPrograms.PythonWith("pika", "python3-pika");
        using var folder = new TemporaryFolder("publisher");
        var script = EmbeddedScript.Unpack("publish_raw_json.py", folder);
        using var publisher = Process.Start(new ProcessStartInfo(python, [script, broker.Uri.ToString(), exchange])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        await publisher.StandardInput.WriteAsync(json);
        publisher.StandardInput.Close();
        using var patience = new CancellationTokenSource(HangGuard.Limit);
        var complaint = await publisher.StandardError.ReadToEndAsync(patience.Token);
        await publisher.WaitForExitAsync(patience.Token);
        if (publisher.ExitCode != 0)
            throw new InvalidOperationException($"pika could not publish to {exchange}:{Environment.NewLine}{complaint}");
    }
}
