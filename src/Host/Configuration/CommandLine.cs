using System.Reflection;

namespace Host.Configuration;

/// <summary>The options of the command line: those that are answered at once, and which there are.</summary>
internal static class CommandLine
{
    private const string Help = """
        Usage: Host [saga] [notifications] [gateway] [--Key=value ...]
               Host migrate [--Key=value ...]
               Host emails gallery DIRECTORY [--Key=value ...]

        Without a role, all three services run in one process. Several roles may be named.

          saga           decides about requests and feedback
          notifications  sends in-app messages and emails
          gateway        answers HTTP
          migrate        brings the databases up to date, declares exchanges and queues, and ends
          emails gallery writes every email in every language to files in the directory, and ends

          --Key=value    sets a configuration key, such as --Database:Provider=Postgres; the environment
                         (Database__Provider=Postgres) and appsettings.json do as well
          -h, --help     prints this and ends
          --version      prints the version and ends

        docs/operations.md describes every key.
        """;

    // Options without a section that ASP.NET Core and OpenTelemetry read.
    private static readonly HashSet<string> _frameworks = new(
        [
            HostDefaults.ApplicationKey, HostDefaults.EnvironmentKey, HostDefaults.ContentRootKey, WebHostDefaults.WebRootKey,
            WebHostDefaults.ShutdownTimeoutKey, WebHostDefaults.DetailedErrorsKey, WebHostDefaults.CaptureStartupErrorsKey,
            WebHostDefaults.SuppressStatusMessagesKey, WebHostDefaults.HostingStartupAssembliesKey,
            WebHostDefaults.HostingStartupExcludeAssembliesKey, WebHostDefaults.PreventHostingStartupKey,
            WebHostDefaults.StaticWebAssetsKey, "AllowedHosts", "ForwardedHeaders_Enabled", "https_port",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The product's version, and after a plus sign the commit that it was built from, where the build knew one.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>What is printed instead of starting anything; null when the process is to start.</summary>
    public static string? Answer(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(argument => argument is "--help" or "-h" or "-?"))
            return Help;

        return arguments.Contains("--version") ? Version : null;
    }

    /// <summary>The words that are neither an option (<c>--Key=value</c>, <c>--Key value</c>) nor an option's value.</summary>
    /// <exception cref="StartRefusedException">Nobody reads the option, or it has no value.</exception>
    public static IEnumerable<string> WordsOf(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!IsOption(arguments[i]))
            {
                yield return arguments[i];
                continue;
            }

            CheckName(arguments[i].Split('=')[0]);
            if (arguments[i].Contains('='))
                continue;

            if (i + 1 == arguments.Count || arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw Refusal(arguments[i], "has no value");

            i++;
        }
    }

    private static bool IsOption(string argument) => argument.StartsWith('-') || argument.Contains('=');

    /// <summary>Keys with a section are <see cref="UnknownKeys"/>' matter, wherever they stand.</summary>
    private static void CheckName(string option)
    {
        if (option.StartsWith('-') && !option.StartsWith("--", StringComparison.Ordinal))
            throw Refusal(option, "is unknown; keys begin with --");

        var name = option.StartsWith("--", StringComparison.Ordinal) ? option[2..] : option.TrimStart('/');
        if (name.Contains(':') || _frameworks.Contains(name) || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
            || KnownKeys.All.Contains(name, StringComparer.OrdinalIgnoreCase))
            return;

        throw Refusal(
            option, name.Length > 0 && UnknownKeys.MeantByOption(name) is { } meant ? $"is unknown; did you mean --{meant}" : "is unknown");
    }

    private static StartRefusedException Refusal(string option, string what) => new("option", $"'{option}' {what}; see --help.");
}
