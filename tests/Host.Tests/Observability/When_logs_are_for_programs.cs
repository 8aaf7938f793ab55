using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Observability;

public sealed class When_logs_are_for_programs
{
    [Fact]
    public async Task Should_be_an_object_a_line_in_which_a_problem_is_found_by_its_trace()
    {
        await using var host = await ServiceProcess.StartAsync(
            [], new Dictionary<string, string> { ["Demo__Data"] = "false", ["Telemetry__Logs"] = "Json" });
        using var answer = await host.Http.GetAsync("/api/me/contracts", TestContext.Current.CancellationToken);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        await host.StopAsync();

        var lines = host.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.ShouldAllBe(line => line.GetProperty("@t").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        lines.ShouldAllBe(line => line.GetProperty("Service").GetString() == "feedback");
        var access = lines.Single(line => line.TryGetProperty("RequestPath", out var path) && path.GetString() == "/api/me/contracts");
        access.GetProperty("@tr").GetString().ShouldBe(problem.GetProperty("traceId").GetString());
        access.GetProperty("StatusCode").GetInt32().ShouldBe(401);
    }
}
