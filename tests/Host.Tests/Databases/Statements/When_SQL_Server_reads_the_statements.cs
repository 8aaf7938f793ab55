using System.Collections.Concurrent;
using Contracts.Messages;
using Feedback.Saga;
using Feedback.Saga.Erasure;
using Feedback.Saga.Persistence;
using Host.Databases;
using Host.Tests.Support;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Notifications;
using Notifications.Erasure;
using Notifications.Persistence;
using Shouldly;
using TestKit;
using TestKit.Servers.Tds;

namespace Host.Tests.Databases.Statements;

/// <summary>
/// SQL Server's own parser reads what would be sent to it. Both services handle every message on a server that finds any row, or none.
/// </summary>
public sealed class When_SQL_Server_reads_the_statements : IAsyncLifetime
{
    private readonly TdsServer _server = new();
    private readonly Handled _handled = new();

    /// <summary>
    /// What the rows say in turn: there are none, a contract is running, a request waits, the contract has
    /// ended with and without one.
    /// </summary>
    private static readonly Dictionary<string, object?>?[] _situations =
    [
        null,
        Rows(lastRequest: null, ended: null),
        Rows(lastRequest: AnyRow.Id, ended: null),
        Rows(lastRequest: AnyRow.Id, ended: AnyRow.Now),
        Rows(lastRequest: null, ended: AnyRow.Now.AddDays(-1)),
    ];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Should_find_no_syntax_error()
    {
        var factory = new SqlServerDesignTimeFactory();
        await using var feedback = ((IDesignTimeDbContextFactory<SqlServerFeedbackDbContext>)factory).CreateDbContext([]);
        await using var notifications = ((IDesignTimeDbContextFactory<SqlServerNotificationsDbContext>)factory).CreateDbContext([]);
        DbContext[] contexts = [feedback, notifications];
        await HandleEveryMessageAsync(contexts);
        var sent = _server.Statements.Where(statement => statement != "set @out = @@trancount").Distinct().ToList();
        string[] all = [.. sent, .. contexts.SelectMany(MigrationsOf), .. contexts.SelectMany(ClaimsOf)];

        var read = all.Select(TransactSql.Parse).ToList();

        read.SelectMany(statement => statement.Errors).ShouldBeEmpty();
        read.Sum(statement => TransactSql.Count(statement.Script)).ShouldBeGreaterThan(200);
        SampleMessages.Types.Except(_handled.Types).ShouldBeEmpty();
        sent.Count(statement => statement.Contains("sp_getapplock", StringComparison.Ordinal)).ShouldBe(1);
        sent.Count(statement => statement.Contains("SELECT TOP(@", StringComparison.Ordinal)
            && (statement.Contains("DELETE FROM", StringComparison.Ordinal) || statement.Contains("UPDATE ", StringComparison.Ordinal)))
            .ShouldBeGreaterThanOrEqualTo(7);
        foreach (var table in contexts.SelectMany(db => db.Model.GetEntityTypes()).Select(entity => entity.GetSchemaQualifiedTableName()!))
        {
            var name = $"[{table.Replace(".", "].[", StringComparison.Ordinal)}]";
            sent.ShouldContain(statement => statement.Contains($"FROM {name}", StringComparison.Ordinal), $"Nothing was read from {name}.");
            sent.ShouldContain(statement => statement.Contains($"INSERT INTO {name}", StringComparison.Ordinal), $"{name} got no row.");
        }
    }

    [Fact]
    public void Should_notice_a_syntax_error() =>
        TransactSql.Parse("SELECT * FROM [contracts] WITH (UPDLOCK ORDER BY [id]").Errors.ShouldNotBeEmpty();

    private async Task HandleEveryMessageAsync(DbContext[] contexts)
    {
        await using var app = Start.Build(
            services => services.AddReceiveObserver(_ => _handled),
            "--environment=Development", "--Urls=http://127.0.0.1:0", "--Demo:Enabled=false", "--Serilog:MinimumLevel:Default=Fatal",
            "--Database:Provider=SqlServer",

            // What the messages tell of happened long ago.
            "--Notifications:Retention:Deliveries=3650.00:00:00", "--Notifications:Retention:Webhooks=3650.00:00:00",
            $"--Webhooks:EncryptionKeys:0={Convert.ToBase64String(new byte[32])}",
            "--Auth:Authority=https://login.example.com", "--Auth:Audience=feedback",
            $"--ConnectionStrings:Feedback={_server.ConnectionString}", $"--ConnectionStrings:Notifications={_server.ConnectionString}");
        await app.StartAsync(TestContext.Current.CancellationToken);
        var bus = app.Services.GetRequiredService<IBus>();
        object[] messages = [.. SampleMessages.Types
            .SelectMany(type => new[] { SampleMessages.Create(type, isWhole: true), SampleMessages.Create(type, isWhole: false) })];
        foreach (var situation in _situations)
        {
            _server.Answer = AnswerOf(contexts, situation);
            foreach (var queue in FeedbackSagaRegistration.Queues.Concat(NotificationsRegistration.Queues))
            {
                var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{queue}"));
                foreach (var message in messages)
                    await _handled.WaitForAsync(id => endpoint.Send(message, message.GetType(), context => context.MessageId = id));
            }
        }

        await app.Services.GetRequiredService<RetentionSweep<FeedbackDbContext>>().RunAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<RetentionSweep<NotificationsDbContext>>().RunAsync(TestContext.Current.CancellationToken);
        foreach (var situation in _situations[..2])
        {
            _server.Answer = AnswerOf(contexts, situation);
            await app.Services.GetRequiredService<FeedbackErasure>()
                .EraseAsync(AnyRow.Text, AnyRow.Text, AnyRow.Text, dryRun: false, TestContext.Current.CancellationToken);
            await app.Services.GetRequiredService<NotificationsErasure>()
                .EraseAsync(AnyRow.Text, AnyRow.Text, AnyRow.Text, dryRun: false, TestContext.Current.CancellationToken);
        }

        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Func<string, TdsReply?> AnswerOf(DbContext[] contexts, Dictionary<string, object?>? values)
    {
        var rows = new AnyRow(contexts, values);
        return statement => statement switch
        {
            "set @out = @@trancount" => null,
            _ when statement.Contains("OUTPUT 1", StringComparison.Ordinal) => null,
            _ => rows.ReplyTo(statement),
        };
    }

    private static Dictionary<string, object?> Rows(Guid? lastRequest, DateTimeOffset? ended) => new()
    {
        // Nobody has reported anything yet, or somebody has.
        [lastRequest is null ? "feedback_reports" : ""] = null,
        ["current_state"] = "Pending",
        ["reasons"] = "[]",
        ["definition"] = """{"percentage":100,"freelancers":[],"cohorts":[]}""",
        ["data"] = "{}",
        ["events"] = WebhookEvents.Provided,
        ["enabled_at"] = AnyRow.Now.AddDays(-1),
        ["has_refusals"] = lastRequest is not null,
        ["started_at"] = AnyRow.Now.AddDays(-60),
        ["ended_at"] = ended,
        ["last_payment_at"] = AnyRow.Now.AddDays(-1),
        ["last_feedback_at"] = null,
        ["last_request_id"] = lastRequest,
        ["last_requested_at"] = lastRequest is null ? null : AnyRow.Now.AddDays(-1),
        ["last_request_ended_at"] = null,
        ["last_request_answered"] = false,
        ["last_request_expires_at"] = lastRequest is null ? null : AnyRow.Now.AddDays(13),
        ["expires_at"] = AnyRow.Now.AddDays(13),
    };

    private static IEnumerable<string> MigrationsOf(DbContext db)
    {
        var migrator = db.GetService<IMigrator>();
        return [.. new[] { MigrationsSqlGenerationOptions.Default, MigrationsSqlGenerationOptions.Idempotent }
            .Select(options => migrator.GenerateScript(options: options))];
    }

    /// <summary>Claims with and without destinations that are left out. Numbers in braces are parameters.</summary>
    private static IEnumerable<string> ClaimsOf(DbContext db) =>
        Enumerable.Range(0, 4).Select(closed => SqlServerDialect.Instance.ClaimStatement(TableNames.Of<OutboxMessage>(db), closed)
            .Replace("{", "@p", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));

    /// <summary>Tells when a message has been handled, or could not be.</summary>
    private sealed class Handled : IReceiveObserver
    {
        private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();

        /// <summary>The types of messages that a consumer or a state machine took.</summary>
        public ConcurrentBag<Type> Types { get; } = [];

        public async Task WaitForAsync(Func<Guid, Task> send)
        {
            var id = Guid.CreateVersion7();
            var handled = _waiting[id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await send(id);
            await handled.Task.OrHang();
        }

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => SetAsync(context);

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => AddAsync(typeof(T));

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => AddAsync(typeof(T));

        public Task ReceiveFault(ReceiveContext context, Exception exception) => SetAsync(context);

        private Task AddAsync(Type message)
        {
            Types.Add(message.GetInterfaces().Append(message).Where(type => type.IsGenericType)
                .Select(type => type.GetGenericArguments()[0]).FirstOrDefault(SampleMessages.Types.Contains) ?? message);
            return Task.CompletedTask;
        }

        private Task SetAsync(ReceiveContext context)
        {
            if (context.GetMessageId() is { } id && _waiting.TryGetValue(id, out var handled))
                handled.TrySetResult();

            return Task.CompletedTask;
        }
    }
}
