using System.CommandLine;
using System.Reflection;

namespace Host.Configuration;

/// <summary>
/// Splits a command line: configuration keys go to the configuration, and all other words to the verbs. Both may stand in any order, and
/// after <c>--</c> every word is the verb's, whatever it begins with.
/// </summary>
/// <param name="Words">Roles, verbs, and the verbs' own arguments and options.</param>
/// <param name="Configuration">What sets configuration keys: <c>--Key=value</c>, <c>--Key value</c>, <c>/Key=value</c>.</param>
internal sealed record CommandLine(IReadOnlyList<string> Words, string[] Configuration)
{
    private const string EndOfOptions = "--";

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

    /// <param name="arguments">The command line.</param>
    /// <param name="verbs">The verbs, whose options are theirs.</param>
    /// <exception cref="StartRefusedException">Nobody reads the option, or it has no value.</exception>
    public static CommandLine Split(IReadOnlyList<string> arguments, Command verbs)
    {
        var options = OptionsOf(verbs).ToHashSet(StringComparer.Ordinal);
        var (words, configuration) = (new List<string>(), new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == EndOfOptions)
            {
                words.AddRange(arguments.Skip(i));
                break;
            }

            var name = argument.Split('=')[0];
            if (!IsOption(argument) || options.Contains(name))
            {
                words.Add(argument);
                continue;
            }

            CheckName(name);
            configuration.Add(argument);
            if (argument.Contains('='))
                continue;

            if (i + 1 == arguments.Count || arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw Refusal(argument, "has no value");

            configuration.Add(arguments[++i]);
        }

        return new CommandLine(words, [.. configuration]);
    }

    private static IEnumerable<string> OptionsOf(Command verb) =>
        verb.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Concat(verb.Subcommands.SelectMany(OptionsOf));

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
