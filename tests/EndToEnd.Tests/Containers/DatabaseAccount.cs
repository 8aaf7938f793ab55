using System.Diagnostics;
using Npgsql;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;

namespace EndToEnd.Tests.Containers;

/// <summary>The accounts on PostgreSQL that deploy/postgres/accounts.sh makes.</summary>
internal static class DatabaseAccount
{
    public const string Migrate = "feedback_migrate";
    public const string Saga = "feedback_saga";
    public const string Notifications = "feedback_notifications";
    public const string Ops = "feedback_ops";

    // Accounts belong to the server, which the tests share, and PostgreSQL refuses two that change one at once.
    private static readonly SemaphoreSlim _oneAtATime = new(1);

    public static IReadOnlyList<string> All { get; } = [Migrate, Saga, Notifications, Ops];

    /// <summary>With characters that shells and SQL treat specially.</summary>
    public static string PasswordOf(string account) => $"a'b\\c&d$ {account}";

    /// <summary>Makes them on that database, as somebody does who has an empty one.</summary>
    public static async Task CreateAllAsync(PostgresDatabase database)
    {
        var administrator = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(Repository.Root, "deploy", "postgres", "accounts.sh")])
        {
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{InstalledPrograms.PostgresFolder}:{start.Environment["PATH"]}";
        start.Environment["PGHOST"] = administrator.Host;
        start.Environment["PGPORT"] = $"{administrator.Port}";
        start.Environment["PGUSER"] = administrator.Username;
        start.Environment["PGPASSWORD"] = administrator.Password;
        start.Environment["PGDATABASE"] = administrator.Database;
        foreach (var account in All)
            start.Environment[$"{account[(account.IndexOf('_') + 1)..].ToUpperInvariant()}_PASSWORD"] = PasswordOf(account);

        await _oneAtATime.WaitAsync();
        try
        {
            using var script = Process.Start(start)!;
            var errors = await script.StandardError.ReadToEndAsync();
            await script.WaitForExitAsync();
            script.ExitCode.ShouldBe(0, errors);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>The connection string of an account.</summary>
    public static string ConnectionString(PostgresDatabase database, string account) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = account,
            Password = PasswordOf(account),
        }.ConnectionString;
}
