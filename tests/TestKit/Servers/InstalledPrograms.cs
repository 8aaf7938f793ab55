using System.Diagnostics;
using TestKit.Processes;

namespace TestKit.Servers;

/// <summary>Where Debian's packages put the servers; what is missing is said by the package's name.</summary>
public static class InstalledPrograms
{
    public static string RabbitMq => Existing("/usr/lib/rabbitmq/bin/rabbitmq-server", "RabbitMQ", "rabbitmq-server");

    public static string RabbitMqCtl => Existing("/usr/lib/rabbitmq/bin/rabbitmqctl", "RabbitMQ", "rabbitmq-server");

    public static string Epmd => Existing("/usr/bin/epmd", "Erlang's port mapper", "rabbitmq-server");

    /// <summary>The bin folder of the newest PostgreSQL.</summary>
    public static string PostgresFolder =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "postgres")))
                .MaxBy(bin => int.TryParse(Path.GetFileName(Path.GetDirectoryName(bin)), out var number) ? number : 0)
                ?? throw new MissingServerException("PostgreSQL", "postgresql")
            : throw new MissingServerException("PostgreSQL", "postgresql");

    public static string Chromium => Existing("/usr/bin/chromium-headless-shell", "Chromium", "chromium-headless-shell");

    public static string Postfix => Existing("/usr/sbin/postfix", "Postfix", "postfix");

    public static string Prometheus => Existing("/usr/bin/prometheus", "Prometheus", "prometheus");

    public static string PromTool => Existing("/usr/bin/promtool", "Prometheus", "prometheus");

    public static string PythonWith(string module, string debianPackage)
    {
        Existing(EmbeddedScript.Python, "Python", "python3");
        using var import = Process.Start(new ProcessStartInfo(EmbeddedScript.Python, ["-c", $"import {module}"])
        {
            RedirectStandardError = true,
        })!;
        import.StandardError.ReadToEnd();
        import.WaitForExit();
        return import.ExitCode == 0
            ? EmbeddedScript.Python
            : throw new MissingServerException($"Python's {module}", debianPackage);
    }

    /// <summary>The user that a server which refuses root has to run as; none when we are not root ourselves.</summary>
    internal static string? UserFor(string server) => Environment.IsPrivilegedProcess ? server : null;

    private static string Existing(string path, string what, string debianPackage) =>
        File.Exists(path) ? path : throw new MissingServerException(what, debianPackage);
}
