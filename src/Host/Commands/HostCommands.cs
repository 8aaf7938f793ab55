using System.CommandLine;
using System.CommandLine.Parsing;
using Host.Commands.Ops;
using Host.Configuration;

namespace Host.Commands;

/// <summary>The command line of the program: the services that it runs, and the verbs that do one thing and end.</summary>
internal static class HostCommands
{
    private static readonly Argument<string[]> _services = new("service")
    {
        Description = "saga decides about requests and feedback, notifications sends in-app messages and emails, gateway answers HTTP. "
            + "Several may be named; without any, all three run in one process.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Runs what the command line asks for.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="StartRefusedException">The command line is wrong; the exception says how.</exception>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var configuration = Array.Empty<string>();
        var root = Create(() => configuration);
        var line = CommandLine.Split(arguments, root);
        configuration = line.Configuration;

        var parsed = Parse(root, line);
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                // Program puts a failure into one line, and the host drains at SIGTERM.
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
    }

    /// <summary>The services that a command line runs, and the keys that it sets.</summary>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public static (HostRoles Roles, string[] Configuration) Services(string[] arguments)
    {
        var root = Create(() => []);
        var line = CommandLine.Split(arguments, root);
        return (RolesOf(Parse(root, line)), line.Configuration);
    }

    /// <summary>All verbs with their options.</summary>
    /// <param name="configuration">What the command line sets of the keys.</param>
    public static RootCommand Create(Func<string[]> configuration)
    {
        var migrate = new Command(RoleNames.Migrate, "Brings the databases up to date, declares exchanges and queues, and ends.");
        var root = new RootCommand(
            """
            Runs the services of Feedback in this process, until it is told to stop.

            --Key=value (or --Key value) sets a configuration key with every verb, such as --Database:Provider=Postgres; the
            environment (Database__Provider=Postgres) and appsettings.json do as well. docs/operations.md describes every key.
            """)
        {
            _services,
            migrate,
            EmailsCommand.Create(configuration),
            OpsCommand.Create(configuration),
        };
        root.SetAction((parsed, _) => ServeCommand.RunAsync(configuration(), RolesOf(parsed)));
        migrate.SetAction((parsed, _) => MigrateCommand.RunAsync(configuration(), RolesOf(parsed)));
        return root;
    }

    private static ParseResult Parse(RootCommand root, CommandLine line)
    {
        // A response file would be another place where words come from, and -xy is no two options.
        var parsed = root.Parse(line.Words, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count == 0)
            return parsed;

        var verbs = PathOf(parsed.CommandResult);
        if (verbs is [EmailsCommand.Verb, ..])
            throw EmailsCommand.Refusal();

        throw verbs is []
            ? new StartRefusedException("role", parsed.Errors[0].Message)
            : new StartRefusedException(string.Join(' ', verbs), $"{parsed.Errors[0].Message} See Host {string.Join(' ', verbs)} --help.");
    }

    private static HostRoles RolesOf(ParseResult parsed)
    {
        var services = parsed.GetValue(_services) ?? [];
        if (PathOf(parsed.CommandResult) is not [RoleNames.Migrate])
            return RoleNames.Parse(services);

        return services.Length == 0 ? HostRoles.Migrate : throw RoleNames.MigrateRunsAlone();
    }

    private static List<string> PathOf(CommandResult result)
    {
        var path = new List<string>();
        for (var verb = result; verb.Parent is CommandResult parent; verb = parent)
            path.Insert(0, verb.Command.Name);

        return path;
    }
}
