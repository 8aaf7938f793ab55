using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Feedback.Saga.Persistence;
using Host.Configuration;
using Host.Databases;
using Messaging.EntityFrameworkCore.Operations;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Notifications.Persistence;

namespace Host.Commands.Ops;

/// <summary><c>ops doctor</c>: checks what the product stands on. It changes nothing, and ends with 1 if a check fails.</summary>
internal static class DoctorVerb
{
    private static readonly TimeSpan _soon = TimeSpan.FromDays(30);
    private static readonly string[] _certificates = ["CaFile", "CertificateFile"];

    public static Command Create(Func<string[]> configuration)
    {
        var doctor = new Command("doctor", "Checks configuration, clocks, schemas, topology, permissions, certificates and policies.")
        {
            OpsCommand.Json,
        };
        doctor.SetAction(async (parsed, cancellationToken) =>
        {
            var checks = await RunAsync(configuration(), cancellationToken);
            new OpsOutput(parsed.GetValue(OpsCommand.Json)).Print(new { Checks = checks }, tables => tables.Table(
                "", ["check", "result", "because"], checks.Select(check => (object?[])[check.Name, check.Result, check.Because])));
            return checks.Any(check => check.Result == Check.Fail) ? OpsCommand.Failed : 0;
        });
        return doctor;
    }

    private static async Task<List<Check>> RunAsync(string[] keys, CancellationToken cancellationToken)
    {
        OpsServices services;
        try
        {
            services = OpsServices.Create(keys);
            services.Of<IStartupValidator>().Validate();
        }
        catch (Exception failure) when (StartFailure.Describe(failure) is { } line)
        {
            return [Check.Failed("configuration", line)];
        }

        await using (services)
        {
            return
            [
                Check.Passed("configuration", $"{services.Settings.Transport.Kind} and {services.Settings.Database.Provider}"),
                .. await DatabaseAsync<FeedbackDbContext>(services, DatabaseNames.Feedback, cancellationToken),
                .. await DatabaseAsync<NotificationsDbContext>(services, DatabaseNames.Notifications, cancellationToken),
                .. await BrokerChecks.RunAsync(services.Settings.Transport.RabbitMq, cancellationToken),
                .. Certificates(services.Of<IConfiguration>(), services.Clock.GetUtcNow()),
                Check.Passed("policy", $"version {services.Of<IConfiguration>()["Feedback:Policy:Version"] ?? "1"}"),
            ];
        }
    }

    private static async Task<List<Check>> DatabaseAsync<TContext>(
        OpsServices services, string name, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        var checks = new List<Check>();
        try
        {
            var db = services.Of<TContext>();
            var schema = await SchemaState.ReadAsync(db, cancellationToken);
            checks.Add(schema switch
            {
                { Pending.Count: > 0 } => Check.Failed($"schema {name}", $"{schema.Pending.Count} migrations have not run: run 'migrate'."),
                { Unknown.Count: > 0 } => Check.Warning($"schema {name}", $"is newer than this program: it has {schema.Newest}."),
                _ => Check.Passed($"schema {name}", schema.Newest!),
            });
            checks.Add(await services.Of<DatabaseClock<TContext>>().FaultAsync(cancellationToken) is { } fault
                ? Check.Failed($"clock {name}", fault)
                : Check.Passed($"clock {name}", "agrees with the database's, where that has one"));
            if (schema.Pending.Count > 0)
                return checks;

            var missing = await TableRights.MissingAsync(db, cancellationToken);
            checks.Add(missing.Count > 0
                ? Check.Failed($"permissions {name}", string.Join("; ", missing))
                : Check.Passed($"permissions {name}", "reads and writes every table"));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            checks.Add(Check.Failed($"database {name}", DatabaseUnusableException.ReasonOf(failure)));
        }

        return checks;
    }

    /// <summary>The PEM files that keys name. A file may hold several certificates.</summary>
    private static IEnumerable<Check> Certificates(IConfiguration configuration, DateTimeOffset now) =>
        from section in (string[])["RabbitMq", "Database", "Email"]
        from name in _certificates
        let key = $"{section}:{name}"
        let path = configuration[key]
        where !string.IsNullOrWhiteSpace(path)
        select CertificateOf(key, path, now);

    private static Check CertificateOf(string key, string path, DateTimeOffset now)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path.Trim());
            var last = certificates.Min(certificate => certificate.NotAfter.ToUniversalTime());
            var first = certificates.Max(certificate => certificate.NotBefore.ToUniversalTime());
            if (last <= now || first > now)
                return Check.Failed($"certificate {key}", $"is valid from {first:O} to {last:O}.");

            return last - now < _soon
                ? Check.Warning($"certificate {key}", $"ends at {last:O}.")
                : Check.Passed($"certificate {key}", $"until {last:O}");
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return Check.Failed($"certificate {key}", failure.Message);
        }
        catch (InvalidOperationException)
        {
            return Check.Failed($"certificate {key}", $"'{path}' holds no certificate.");
        }
        finally
        {
            foreach (var certificate in certificates)
                certificate.Dispose();
        }
    }
}

/// <summary>What a check of <c>ops doctor</c> found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Result"><c>ok</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Because">What was found.</param>
internal sealed record Check(string Name, string Result, string Because)
{
    public const string Fail = "fail";

    public static Check Passed(string name, string because) => new(name, "ok", because);

    public static Check Warning(string name, string because) => new(name, "warn", because);

    public static Check Failed(string name, string because) => new(name, Fail, because);
}
