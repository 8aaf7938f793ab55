using System.CommandLine;
using System.Globalization;
using Host.Configuration;

namespace Host.Commands.Ops;

/// <summary>
/// <c>ops</c>: looks at the product, and mends what stopped, directly on the databases and the broker. Every verb has <c>--json</c>, and
/// <c>--dry-run</c> where it changes something.
/// </summary>
internal static class OpsCommand
{
    public const string Verb = "ops";

    /// <summary>Something that was looked for is not there, or a check failed.</summary>
    public const int Failed = 1;

    public static readonly Option<bool> Json = new("--json") { Description = "Prints one JSON document instead of tables." };

    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "Says what would change, and changes nothing." };

    public static readonly Option<bool> Everything = new("--all") { Description = "Means everything, where nothing else is named." };

    public static readonly Option<string> Operator = new("--operator")
    {
        Description = "Who does it, for the trace and the audit line; without it, the user of this machine.",
        DefaultValueFactory = _ => Environment.UserName,
    };

    public static readonly Option<int> Take = new("--take")
    {
        Description = "How many to show at most, from 1 to 1000.",
        DefaultValueFactory = _ => 100,
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 1000)
                    result.AddError("--take is a number from 1 to 1000.");
            },
        },
    };

    /// <param name="configuration">What the command line sets of the keys.</param>
    public static Command Create(Func<string[]> configuration) =>
        new(Verb, "Looks at the product and mends what stopped, on its databases and its broker.")
        {
            StatusVerb.Create(configuration),
            StoryVerbs.CreateRequest(configuration),
            StoryVerbs.CreateContract(configuration),
            ParkedVerbs.Create(configuration),
            ErrorsVerbs.Create(configuration),
            DeliveriesVerbs.Create(configuration),
            WebhooksVerbs.Create(configuration),
            ReportsVerbs.Create(configuration),
            SignalsVerbs.Create(configuration),
            RolloutVerbs.Create(configuration),
            PolicyVerbs.Create(configuration),
            ReconcileVerb.Create(configuration),
            EraseUserVerb.Create(configuration),
            DoctorVerb.Create(configuration),
        };

    /// <summary>Has the verb run with the services, and print.</summary>
    public static Command Runs(
        this Command verb, Func<string[]> configuration, Func<OpsServices, ParseResult, OpsOutput, CancellationToken, Task<int>> run)
    {
        verb.Add(Json);
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = OpsServices.Create(configuration());
            return await run(services, parsed, new OpsOutput(parsed.GetValue(Json)), cancellationToken);
        });
        return verb;
    }

    /// <summary>Whoever names nothing has to say that all is meant.</summary>
    /// <exception cref="StartRefusedException">Nothing is named, nor <c>--all</c>.</exception>
    public static void RequireChoice(this ParseResult parsed, bool isNamed)
    {
        if (!isNamed && !parsed.GetValue(Everything))
            throw new StartRefusedException(Verb, "name what is meant, or --all; see --help.");
    }

    /// <summary>An option that is a length of time above zero, such as 90d, 36h or 30.00:00:00.</summary>
    public static Option<TimeSpan?> Length(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (LengthOf(text) is { } length && length > TimeSpan.Zero && length <= TimeSpan.FromDays(3_650))
                return length;

            result.AddError($"{name} is {text}; it is a length of time above zero and up to 3650 days, such as 90d, 36h or 30.00:00:00.");
            return null;
        },
    };

    private static TimeSpan? LengthOf(string text)
    {
        if (text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100_000)
        {
            switch (text[^1])
            {
                case 'd':
                    return TimeSpan.FromDays(count);

                case 'h':
                    return TimeSpan.FromHours(count);
            }
        }

        // A number alone would be days, or hours to others.
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var length)
            ? length
            : null;
    }
}
