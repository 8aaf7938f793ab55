using TestKit.Processes;
using YamlDotNet.RepresentationModel;

namespace EndToEnd.Tests.Observability;

/// <summary>An alert of deploy/prometheus/alerts.yml.</summary>
public sealed record Alert(string Name, string Expression, string Severity, string Runbook);

/// <summary>The alerts that are shipped.</summary>
public static class Alerts
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy", "prometheus");

    public static IReadOnlyList<Alert> All { get; } = Read();

    private static IReadOnlyList<Alert> Read()
    {
        var yaml = new YamlStream();
        using (var file = new StreamReader(Path.Combine(Folder, "alerts.yml")))
            yaml.Load(file);

        var groups = (YamlSequenceNode)yaml.Documents[0].RootNode["groups"];
        return
        [
            .. from @group in groups
               from rule in (YamlSequenceNode)@group["rules"]
               select new Alert(
                   $"{rule["alert"]}", $"{rule["expr"]}", $"{rule["labels"]["severity"]}", $"{rule["annotations"]["runbook"]}"),
        ];
    }
}
