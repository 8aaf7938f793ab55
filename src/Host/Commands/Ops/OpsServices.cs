using Feedback.Saga;
using Feedback.Saga.Operations;
using Feedback.Saga.Persistence;
using Host.Configuration;
using Host.Databases;
using Host.Transport;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Notifications;
using Notifications.Operations;
using Notifications.Persistence;

namespace Host.Commands.Ops;

/// <summary>
/// What a verb works with: both databases and the broker, as configured, without a bus and without a lock on SQLite's files, so that the
/// services may run beside it or not.
/// </summary>
internal sealed class OpsServices : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly AsyncServiceScope _scope;

    private OpsServices(WebApplication app, HostSettings settings)
    {
        (_app, Settings) = (app, settings);
        _scope = app.Services.CreateAsyncScope();
    }

    public HostSettings Settings { get; }

    public IServiceProvider All => _scope.ServiceProvider;

    public TimeProvider Clock => Of<TimeProvider>();

    public IFeedbackOperations Feedback => Of<IFeedbackOperations>();

    public INotificationsOperations Notifications => Of<INotificationsOperations>();

    /// <summary>Null in memory.</summary>
    public IErrorQueues? ErrorQueues => All.GetService<IErrorQueues>();

    /// <param name="configuration">What the command line sets of the keys.</param>
    /// <param name="sendsAsSaga">Whether what is sent goes into the saga's outbox; else into that of Notifications.</param>
    /// <exception cref="StartRefusedException">The configuration is wrong, or there is no SQLite file yet.</exception>
    public static OpsServices Create(string[] configuration, bool sendsAsSaga = false)
    {
        var builder = Program.CreateBuilder(configuration);
        var settings = HostSettings.Read(builder.Configuration, HostRoles.Ops, builder.Environment);
        if (settings.Database.Provider == DatabaseProvider.Sqlite)
        {
            RequireFile(DatabaseSettings.FeedbackKey, settings.Database.Feedback!);
            RequireFile(DatabaseSettings.NotificationsKey, settings.Database.Notifications!);
        }

        var services = builder.Services;

        // What a verb prints is its result; what the program logs meanwhile goes to stderr.
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(line => line.SingleLine = true);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter((category, level) => level >= (IsAudit(category) ? LogLevel.Information : LogLevel.Error));

        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        services.AddSchemaCheck(settings.Database);
        services.AddFeedbackDatabase(settings.Database, settings.CallTimeout);
        services.AddFeedbackSaga(builder.Configuration);
        services.AddNotificationsDatabase(settings.Database, settings.CallTimeout);
        services.AddNotifications(builder.Configuration);
        services.AddTransport(settings, bus =>
        {
            bus.AddFeedbackSagaEndpoints();
            bus.AddNotificationsEndpoints();

            // What a verb sends is a row that a process of the service sends.
            if (sendsAsSaga)
                bus.UseEntityFrameworkBusOutbox<FeedbackDbContext>();
            else
                bus.UseEntityFrameworkBusOutbox<NotificationsDbContext>();
        });
        return new OpsServices(builder.Build(), settings);
    }

    public T Of<T>()
        where T : notnull =>
        All.GetRequiredService<T>();

    /// <summary>Reads or changes something in a database. Says in one line which one is away.</summary>
    /// <exception cref="DatabaseUnusableException">The database can't be reached, or lacks a table or a right.</exception>
    public static async Task<T> InAsync<T>(string key, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException || DatabaseFailures.IsUnavailable(failure))
        {
            throw new DatabaseUnusableException(key, failure);
        }
    }

    /// <summary>Before a verb changes something in a database: this version does not know what a newer one keeps there.</summary>
    /// <exception cref="StartRefusedException">A newer version has migrated it.</exception>
    /// <exception cref="DatabaseUnusableException">The database can't be reached, or lacks a table or a right.</exception>
    public Task RefuseNewerAsync(string key, CancellationToken cancellationToken) => InAsync(key, async () =>
    {
        DbContext db = key == DatabaseSettings.FeedbackKey ? Of<FeedbackDbContext>() : Of<NotificationsDbContext>();
        await Of<SchemaCheck>().RefuseNewerAsync(db, key, cancellationToken);
        return db;
    });

    private static bool IsAudit(string? category) =>
        category is not null
        && (category.EndsWith(".DeliveryReleases", StringComparison.Ordinal)
            || category.EndsWith(".FeedbackModeration", StringComparison.Ordinal)
            || category.EndsWith(".SignalReviews", StringComparison.Ordinal)
            || category.EndsWith(".RolloutChanges", StringComparison.Ordinal)
            || category.EndsWith(".WebhookChanges", StringComparison.Ordinal)
            || category.EndsWith("Erasure", StringComparison.Ordinal));

    /// <summary>SQLite would make an empty one.</summary>
    private static void RequireFile(string key, string connectionString)
    {
        var path = SqliteFiles.PathOf(connectionString);
        if (!File.Exists(path))
            throw new StartRefusedException(key, $"there is no {path}; the first start, or 'migrate', makes it.");
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _app.DisposeAsync();
    }
}
