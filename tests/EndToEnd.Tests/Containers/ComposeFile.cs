using System.Text.RegularExpressions;
using TestKit.Processes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace EndToEnd.Tests.Containers;

/// <summary>A compose file as parsed, with its anchors and merges resolved.</summary>
internal sealed partial class ComposeFile
{
    private static readonly string[] _roles = ["migrate", "saga", "notifications", "gateway"];
    private readonly Dictionary<object, object> _services;

    private ComposeFile(string name)
    {
        Text = File.ReadAllText(Path.Combine(Repository.Root, name));
        var parser = new MergingParser(new Parser(new StringReader(Text)));
        parser.Consume<StreamStart>();
        var root = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(parser);
        _services = Map(root["services"]);
    }

    public string Text { get; }

    public IEnumerable<string> Services => _services.Keys.Cast<string>();

    /// <summary>The services of ours that the file speaks of.</summary>
    public IEnumerable<string> OurServices => _roles.Where(_services.ContainsKey);

    /// <summary>Names of the variables that have to come from .env.</summary>
    public IEnumerable<string> Variables => Variable().Matches(Text).Select(match => match.Groups["name"].Value).Distinct();

    public static ComposeFile Read(string name) => new(name);

    public IReadOnlyDictionary<string, string> Environment(string service) =>
        Map(_services[service]).TryGetValue("environment", out var environment)
            ? Map(environment).ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value)
            : new Dictionary<string, string>();

    public string? Scalar(string service, string member) => Map(_services[service]).GetValueOrDefault(member) as string;

    /// <summary>The services that this one waits for, and for what.</summary>
    public IReadOnlyDictionary<string, string> DependsOn(string service) =>
        Map(_services[service]).TryGetValue("depends_on", out var others)
            ? Map(others).ToDictionary(other => (string)other.Key, other => (string)Map(other.Value)["condition"])
            : new Dictionary<string, string>();

    /// <summary>How much processor and memory the service may take.</summary>
    public IReadOnlyDictionary<string, string> Limits(string service) => Strings(service, "deploy", "resources", "limits");

    /// <summary>How much of the service's log is kept.</summary>
    public IReadOnlyDictionary<string, string> LogOptions(string service) => Strings(service, "logging", "options");

    public bool HasHealthCheck(string service) => Map(_services[service]).ContainsKey("healthcheck");

    private Dictionary<string, string> Strings(string service, params IEnumerable<string> path) =>
        Map(path.Aggregate(_services[service], (within, member) => Map(within).GetValueOrDefault(member, new Dictionary<object, object>())))
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value);

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>\w+)")]
    private static partial Regex Variable();
}
