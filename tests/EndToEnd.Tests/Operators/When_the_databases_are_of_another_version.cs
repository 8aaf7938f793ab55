using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

public sealed class When_the_databases_are_of_another_version : IAsyncLifetime
{
    private const string Newer = "20990101000000_Newer";

    private readonly SeparateSystem _system = new();

    public async ValueTask InitializeAsync() => await _system.StartServersAsync();

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Trait("Symptom", "… and the line speaks of migrations")]
    [Fact]
    public async Task Should_start_once_migrate_has_run_and_on_a_newer_one_when_told()
    {
        var settings = await _system.SettingsOfAsync("saga");

        (await RefusalAsync(settings)).ShouldEndWith("run 'migrate' first.");
        await _system.MigrateAsync();
        await using (await ServiceProcess.StartAsync(["saga"], settings))
        {
        }

        await _system.ExecuteAsync($"INSERT INTO feedback.__migrations_feedback VALUES ('{Newer}', '10.0.0')");
        (await RefusalAsync(settings)).ShouldContain($"the database is at {Newer}, which this version (");
        settings["Database__AllowNewerSchema"] = "true";
        await using var rolledBack = await ServiceProcess.StartAsync(["saga"], settings);
        rolledBack.Log.ShouldContain("It runs because of Database:AllowNewerSchema");
    }

    private static async Task<string> RefusalAsync(Dictionary<string, string> settings)
    {
        var (exitCode, log) = await ServiceProcess.RunAsync(["saga"], settings);
        exitCode.ShouldBe(1, log);
        var line = log.Trim().Split('\n')[^1];
        line.ShouldStartWith("ConnectionStrings:Feedback: ");
        return line;
    }
}
