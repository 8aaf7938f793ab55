using System.Globalization;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace EndToEnd.Tests.Containers;

/// <summary>
/// The manifests of Kubernetes. That each has the members of its kind is checked by tools/kubernetes, with the types of Kubernetes' own
/// API description.
/// </summary>
public sealed class When_the_manifests_are_applied
{
    private static readonly string _folder = Path.Combine(Repository.Root, "deploy", "kubernetes");

    private static readonly Dictionary<string, string> _keys = File.ReadAllLines(Path.Combine(_folder, "feedback.env"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);

    public static TheoryData<string> Roles => ["migrate", "saga", "notifications", "gateway"];

    [Fact]
    public void Should_leave_none_out()
    {
        var named = Read("kustomization.yaml").Single()["resources"].AllNodes.OfType<YamlScalarNode>().Select(node => node.Value);

        named.ShouldBe(
            Directory.EnumerateFiles(_folder, "*.yaml").Select(Path.GetFileName).Where(name => name != "kustomization.yaml"),
            ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Should_set_only_keys_that_the_host_knows(string role)
    {
        _keys.Keys.Concat(Secrets(role).Keys).Where(key => !KnownKeys.Contain(key)).ShouldBeEmpty();
        _keys.Keys.ShouldNotContain(key => key.Contains("Password") || key.Contains("ConnectionString"));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Should_take_what_is_secret_by_reference_and_say_where_from(string role)
    {
        var secrets = Secrets(role);

        secrets.Keys.ShouldContain("RabbitMq__Password");
        foreach (var (name, key) in secrets.Values)
        {
            name.ShouldBe($"feedback-{role}");
            Document.Runbook.Text.ShouldContain($"| `{name}` |");
            Document.Runbook.Text.ShouldContain($"`{key}`");
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Should_run_as_nobody_who_may_write_nowhere(string role)
    {
        var pod = Pod(role);

        Text(pod, "securityContext", "runAsNonRoot").ShouldBe("true");
        Text(pod, "securityContext", "seccompProfile", "type").ShouldBe("RuntimeDefault");
        Text(pod, "automountServiceAccountToken").ShouldBe("false");
        Text(Container(role), "securityContext", "allowPrivilegeEscalation").ShouldBe("false");
        Text(Container(role), "securityContext", "readOnlyRootFilesystem").ShouldBe("true");
        Text(Container(role), "resources", "limits", "memory").ShouldBe("512Mi");
        Container(role)["args"].AllNodes.OfType<YamlScalarNode>().Single().Value.ShouldBe(role);
    }

    [Theory]
    [InlineData("saga")]
    [InlineData("notifications")]
    [InlineData("gateway")]
    public void Should_ask_the_right_address_how_it_is(string role)
    {
        var container = Container(role);

        Text(container, "livenessProbe", "httpGet", "path").ShouldBe("/health/live");
        Text(container, "readinessProbe", "httpGet", "path").ShouldBe("/health/ready");
        var port = container["ports"].AllNodes.OfType<YamlScalarNode>().Last().Value;
        new Uri(_keys["Urls"].Replace("+", "any", StringComparison.Ordinal)).Port.ToString(CultureInfo.InvariantCulture).ShouldBe(port);
        int.Parse(Text(Pod(role), "terminationGracePeriodSeconds"), CultureInfo.InvariantCulture).ShouldBeGreaterThan(30);
    }

    /// <summary>No cluster is here to run them on.</summary>
    [Fact]
    public void Should_have_the_names_that_the_commands_of_the_runbook_use()
    {
        var (space, job) = (Text(Read("namespace.yaml")[0], "metadata", "name"), Text(Read("migrate.yaml")[0], "metadata", "name"));

        Document.Runbook.Section("### Kubernetes").Blocks.Single().Body.ShouldBe($"""
            kubectl -n {space} delete job {job} --ignore-not-found
            kubectl apply -k OVERLAY
            kubectl -n {space} wait --for=condition=complete --timeout=10m job/{job}

            """);
    }

    [Fact]
    public async Task Should_not_start_until_what_is_an_example_is_replaced()
    {
        var settings = new Dictionary<string, string>(_keys)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Notifications"] = "Host=localhost;Username=feedback_notifications",
            ["RabbitMq__Username"] = "feedback-notifications",
            ["RabbitMq__Password"] = "any",
        };

        var (exitCode, log) = await ServiceProcess.RunAsync(["notifications"], settings);

        exitCode.ShouldBe(1, log);
        log.ShouldContain("Email:From");
        log.ShouldContain("Notifications:SiteUrl");
        log.ShouldNotContain("unknown", Case.Insensitive);
    }

    /// <summary>The variables of a role that come from a secret: each with the secret's name, and the key within.</summary>
    private static Dictionary<string, (string Secret, string Key)> Secrets(string role) =>
        ((YamlSequenceNode)Container(role)["env"]).ToDictionary(
            entry => Text(entry, "name"),
            entry => (Text(entry, "valueFrom", "secretKeyRef", "name"), Text(entry, "valueFrom", "secretKeyRef", "key")));

    private static YamlNode Container(string role) => ((YamlSequenceNode)Pod(role)["containers"]).Single();

    private static YamlNode Pod(string role) => Read($"{role}.yaml")[0]["spec"]["template"]["spec"];

    private static string Text(YamlNode node, params IEnumerable<string> path) =>
        ((YamlScalarNode)path.Aggregate(node, (within, member) => within[member])).Value!;

    private static List<YamlNode> Read(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(_folder, file))));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }
}
