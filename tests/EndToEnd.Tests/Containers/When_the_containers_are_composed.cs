using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Data.SqlClient;
using Npgsql;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Containers;

public sealed class When_the_containers_are_composed
{
    private static readonly ComposeFile _compose = ComposeFile.Read("docker-compose.yml");
    private static readonly ComposeFile _postgres = ComposeFile.Read("docker-compose.postgres.yml");

    private static readonly Dictionary<string, string[]> _databases = new()
    {
        ["migrate"] = ["ConnectionStrings__Feedback", "ConnectionStrings__Notifications"],
        ["saga"] = ["ConnectionStrings__Feedback"],
        ["notifications"] = ["ConnectionStrings__Notifications"],
    };

    [Fact]
    public void Should_set_only_keys_that_the_host_knows()
    {
        var keys = new[] { _compose, _postgres }
            .SelectMany(file => file.OurServices.SelectMany(service => file.Environment(service).Keys))
            .ToHashSet();

        keys.Count.ShouldBeGreaterThan(8);
        keys.Where(key => !KnownKeys.Contain(key)).ShouldBeEmpty();
        KnownKeys.Contain("RabbitMq__Hots").ShouldBeFalse();
        KnownKeys.Contain("Email__Hots").ShouldBeFalse();
    }

    [Fact]
    public void Should_take_every_secret_from_the_example_of_an_env_file()
    {
        var example = File.ReadAllLines(Path.Combine(Repository.Root, ".env.example"))
            .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
            .Select(line => line[..line.IndexOf('=', StringComparison.Ordinal)]);

        _compose.Variables.Concat(_postgres.Variables).Distinct().ShouldBe(example, ignoreOrder: true);
        new[] { _compose, _postgres }
            .SelectMany(file => file.Services.SelectMany(file.Environment))
            .Where(entry =>
                entry.Key.EndsWith("PASSWORD", StringComparison.OrdinalIgnoreCase)
                || entry.Key.EndsWith("Value", StringComparison.Ordinal))
            .ShouldAllBe(entry => entry.Value.StartsWith("${", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_check_the_certificate_of_the_database()
    {
        var configuration = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "sqlserver", "mssql.conf"));
        foreach (var (service, key) in _databases.SelectMany(role => role.Value.Select(key => (role.Key, key))))
        {
            var connection = new SqlConnectionStringBuilder(_compose.Environment(service)[key]);
            connection.UserID.ShouldBe($"feedback_{service}");
            connection.TrustServerCertificate.ShouldBeFalse();
            connection.Encrypt.ShouldBe(SqlConnectionEncryptOption.Mandatory);
            configuration.ShouldContain($"tlscert = {connection.ServerCertificate}");
        }

        configuration.ShouldContain("forceencryption = 1");
        _compose.DependsOn("database")["certificates"].ShouldBe("service_completed_successfully");
    }

    [Fact]
    public void Should_start_in_an_order_that_loses_nothing()
    {
        _compose.DependsOn("migrate").ShouldBe(
            new Dictionary<string, string>
            {
                ["rabbitmq"] = "service_healthy",
                ["database-accounts"] = "service_completed_successfully",
            },
            ignoreOrder: true);
        _compose.DependsOn("database-accounts")["database"].ShouldBe("service_healthy");
        _compose.DependsOn("saga")["migrate"].ShouldBe("service_completed_successfully");
        _compose.DependsOn("notifications")["migrate"].ShouldBe("service_completed_successfully");
        _compose.DependsOn("gateway").Keys.ShouldBe(["saga", "notifications"], ignoreOrder: true);
        foreach (var waitedFor in _compose.Services.SelectMany(_compose.DependsOn).Where(
            other => other.Value == "service_healthy").Select(other => other.Key))
            (_compose.HasHealthCheck(waitedFor) || _compose.OurServices.Contains(waitedFor)).ShouldBeTrue(waitedFor);
    }

    [Fact]
    public void Should_build_an_image_that_runs_as_nobody_and_says_how_it_is()
    {
        var dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));

        dockerfile.ShouldContain("USER $APP_UID");
        dockerfile.ShouldContain("HEALTHCHECK");
        dockerfile.ShouldContain("dotnet publish src/Host ");
        dockerfile.ShouldContain("ENTRYPOINT [\"./Host\"]");
        _compose.Scalar("migrate", "build").ShouldBe(".");
        _compose.OurServices.ShouldBe(["migrate", "saga", "notifications", "gateway"]);
        foreach (var service in _compose.OurServices)
        {
            _compose.Scalar(service, "command").ShouldBe(service);
            _compose.Scalar(service, "image").ShouldBe("feedback");
        }
    }

    [Fact]
    public void Should_start_again_what_ends_and_bound_what_each_takes()
    {
        string[] once = ["certificates", "database-accounts", "migrate"];
        foreach (var service in _compose.Services.Except(once))
        {
            _compose.Scalar(service, "restart").ShouldBe("unless-stopped", service);
            _compose.Limits(service).Keys.ShouldBe(["cpus", "memory"], ignoreOrder: true, service);
        }

        foreach (var service in _compose.Services)
            _compose.LogOptions(service).Keys.ShouldBe(["max-size", "max-file"], ignoreOrder: true, service);

        _compose.Scalar("migrate", "restart").ShouldBe("on-failure");
    }

    [Fact]
    public async Task Should_run_with_those_keys_on_servers_at_other_addresses()
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync();
        await using var database = await PostgresDatabase.CreateAsync();
        await DatabaseAccount.CreateAllAsync(database);
        await using var mail = await SmtpServer.StartAsync();
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var here = new Dictionary<string, string>();
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["Email__Host"] = mail.Host,
            ["Email__Port"] = $"{mail.Port}",
            ["Authentication__Schemes__Bearer__SigningKeys__0__Value"] = key,
        })
        {
            here[name] = value;
        }

        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], await SettingsOfAsync("migrate"));
        exitCode.ShouldBe(0, log);
        await using var saga = await ServiceProcess.StartAsync(["saga"], await SettingsOfAsync("saga"));
        await using var notifications = await ServiceProcess.StartAsync(["notifications"], await SettingsOfAsync("notifications"));
        await using var gateway = await ServiceProcess.StartAsync(["gateway"], await SettingsOfAsync("gateway"));

        gateway.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(key, "u-ana", "ops"));
        foreach (var path in new[] { "/api/me/contracts", "/api/ops/overview" })
            (await gateway.Http.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK, path);

        async Task<Dictionary<string, string>> SettingsOfAsync(string role)
        {
            var account = BrokerAccount.OfRole(role);
            _compose.Environment(role)["RabbitMq__Username"].ShouldBe(account.Name);
            var settings = SettingsOf(role, here, await broker.AddressOfAsync(account));
            foreach (var key in _databases.GetValueOrDefault(role, []))
            {
                new NpgsqlConnectionStringBuilder(settings[key]).Username.ShouldBe($"feedback_{role}");
                settings[key] = DatabaseAccount.ConnectionString(database, $"feedback_{role}");
            }

            return settings;
        }
    }

    /// <summary>
    /// The script that starts the broker writes a file that a broker takes over; a server of its own, since accounts are global.
    /// </summary>
    [Fact]
    public async Task Should_give_each_account_its_password_and_its_rights()
    {
        await using var server = await RabbitMqServer.StartAsync();
        using var folder = new TemporaryFolder("definitions");
        var start = new ProcessStartInfo(
            "/bin/sh", [Path.Combine(Repository.Root, "deploy", "rabbitmq", "start.sh"), "true"]);
        start.Environment["DEFINITIONS"] = folder.Path("definitions.json");
        foreach (var variable in _compose.Environment("rabbitmq").Keys)
            start.Environment[variable] = PasswordOf(variable);

        using var script = Process.Start(start)!;
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        script.ExitCode.ShouldBe(0);
        var definitions = await File.ReadAllTextAsync(folder.Path("definitions.json"), TestContext.Current.CancellationToken);
        await server.Management.ImportAsync(definitions);

        foreach (var account in BrokerAccount.All)
        {
            var variable = $"RABBITMQ_{account.Name[(account.Name.IndexOf('-') + 1)..].Replace('-', '_').ToUpperInvariant()}_PASSWORD";
            await using var connection = await BrokerConnection.OpenAsync(
                server.Address with { Username = account.Name, Password = PasswordOf(variable) });
            var isRefused = await connection.IsRefusedAsync(
                channel => channel.QueueDeclareAsync("mine", durable: true, exclusive: false, autoDelete: false));
            isRefused.ShouldBeTrue(account.Name);
        }
    }

    /// <summary>With characters that shells, awk and JSON treat specially.</summary>
    private static string PasswordOf(string variable) => $"a\"b\\c&d$ {variable}";

    private static async Task<string> TokenAsync(string key, params string[] userAndRoles)
    {
        var start = new ProcessStartInfo(
            Path.Combine(Repository.Root, "tools", "token.sh"), userAndRoles)
        { RedirectStandardOutput = true };
        start.Environment["TOKEN_KEY"] = key;
        using var script = Process.Start(start)!;
        return (await script.StandardOutput.ReadToEndAsync()).Trim();
    }

    /// <summary>The keys of both files as compose merges them, with what names a server or a secret replaced by what is here.</summary>
    private static Dictionary<string, string> SettingsOf(
        string service, Dictionary<string, string> here, RabbitMqAddress broker)
    {
        var settings = new Dictionary<string, string>(_compose.Environment(service));
        if (_postgres.OurServices.Contains(service))
            foreach (var (key, value) in _postgres.Environment(service))
                settings[key] = value;

        foreach (var key in settings.Keys.Where(here.ContainsKey).ToArray())
            settings[key] = here[key];

        foreach (var (key, value) in broker.ToEnvironment())
            settings[key] = value;

        return settings;
    }
}
