using System.Diagnostics;
using System.Net;
using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using Npgsql;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Operators;

[Collection<SeparateTests>]
public sealed class When_a_backup_was_restored(SeparateSystem system)
{
    private const string Requested = "notifications-feedback-requested";

    [Trait("Symptom", "rows of requests are gone, or a database was restored from a backup")]
    [Fact]
    public async Task R49_Should_send_the_notices_that_the_backup_lacks_and_take_again_what_upstream_systems_publish_again()
    {
        using var folder = new TemporaryFolder("backup");
        var before = await system.ContractAsync();
        await system.Notifications.StopAsync();
        var requestId = (await system.RequestedAsync(before)).Id("requestId");
        await Eventually.Until(async () => await system.Broker.Management.DepthAsync(Requested) > 0);
        await RunAsync("pg_dump", "--clean", "--schema=feedback", "--schema=notifications", "--file", folder.Path("backup.sql"));
        await system.Notifications.RestartAsync();
        var sent = (await system.Mail.MailsToAsync(before.ClientEmail)).ShouldHaveSingleItem();
        var after = await system.ContractAsync();

        await system.Saga.StopAsync();
        await system.Notifications.StopAsync();
        await RunAsync("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--file", folder.Path("backup.sql"));
        await system.ExecuteAsync($"UPDATE feedback.feedback_requests SET requested_at = requested_at - interval '1 hour'"
            + $" WHERE correlation_id = '{requestId}'");
        await system.Saga.RestartAsync();
        await system.Notifications.RestartAsync();
        (await system.Api.TabAsync(after.ContractId, after.FreelancerId)).Status.ShouldBe(HttpStatusCode.NotFound);
        await OpsVerb.JsonAsync(await system.SettingsOfAsync("ops"), ["reconcile", "--everything", "--since", "2.00:00:00"]);

        (await system.Mail.MailsToAsync(before.ClientEmail, atLeast: 2)).ShouldAllBe(mail => mail.MessageId == sent.MessageId);
        await system.ContractAsync(contract: after);
        await system.RequestedAsync(after);
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    [Trait("Symptom", "rows of requests are gone, or a database was restored from a backup")]
    [Fact]
    public async Task R8_Should_find_the_contract_whose_request_is_gone_and_take_another_when_its_time_is_over()
    {
        var contract = await system.ContractAsync();
        var requestId = (await system.RequestedAsync(contract)).Id("requestId");
        await system.ExecuteAsync($"DELETE FROM feedback.feedback_requests WHERE correlation_id = '{requestId}'");

        (await OpsVerb.JsonAsync(await system.SettingsOfAsync("ops"), ["reconcile", "--everything", "--since", "2.00:00:00"]))
            .GetProperty("found").GetProperty("contract-without-request").GetInt64().ShouldBe(1);
        var refused = await system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId);
        await system.ExecuteAsync($"""
            UPDATE feedback.contracts SET last_requested_at = last_requested_at - interval '15 days',
                last_request_expires_at = last_request_expires_at - interval '15 days' WHERE last_request_id = '{requestId}'
            """);

        refused.ReasonCodes.ShouldBe(["request-pending"]);
        await system.RequestedAsync(contract);
        (await OpsVerb.JsonAsync(await system.SettingsOfAsync("ops"), ["reconcile", "--everything", "--dry-run"]))
            .GetProperty("found").TryGetProperty("contract-without-request", out _).ShouldBeFalse();
    }

    /// <summary>Runs a program of PostgreSQL's as the database's administrator.</summary>
    private async Task RunAsync(string program, params string[] arguments)
    {
        var administrator = new NpgsqlConnectionStringBuilder(system.Database.ConnectionString);
        var start = new ProcessStartInfo(Path.Combine(InstalledPrograms.PostgresFolder, program), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["PGHOST"] = administrator.Host,
                ["PGPORT"] = $"{administrator.Port}",
                ["PGUSER"] = administrator.Username,
                ["PGPASSWORD"] = administrator.Password,
                ["PGDATABASE"] = administrator.Database,
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync().OrHang();
        await output.OrHang();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, errors);
    }
}
