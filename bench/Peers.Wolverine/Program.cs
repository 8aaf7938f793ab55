using System.Text.Json;
using JasperFx;
using JasperFx.CodeGeneration;
using Microsoft.EntityFrameworkCore;
using Peers.Common;
using Peers.Wolverine;
using Wolverine;
using Wolverine.EntityFrameworkCore;
using Wolverine.ErrorHandling;
using Wolverine.Postgresql;
using Wolverine.RabbitMQ;

const string queue = "feedback-request";
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var settings = new PeerSettings(builder.Configuration);
var database = settings.CreateDataSource();

builder.Host.UseWolverine(wolverine =>
{
    // Code that was written before (codegen write), next to what the compiler writes.
    wolverine.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
    wolverine.CodeGeneration.GeneratedCodeOutputPath = Path.Combine(builder.Environment.ContentRootPath, "obj", "Generated");
    wolverine.UseSystemTextJsonForSerialization(json => json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);
    wolverine.Policies.MessageSuccessLogLevel(LogLevel.Debug);
    wolverine.Policies.MessageExecutionLogLevel(LogLevel.Debug);

    // The transaction begins before the handler, which locks the contract's row in it, and takes the messages along.
    wolverine.PersistMessagesWithPostgresql(database, "wolverine");
    wolverine.Services.AddDbContextWithWolverineIntegration<PeerDbContext>(options => options.UseNpgsql(database), "wolverine");
    wolverine.UseEntityFrameworkCoreTransactions();
    wolverine.Policies.AutoApplyTransactions();
    wolverine.Policies.UseDurableOutboxOnAllSendingEndpoints();
    wolverine.Policies.UseDurableLocalQueues();
    wolverine.Policies.OnException<DbUpdateConcurrencyException>().RetryTimes(5);

    // Due timers: the defaults are 100 of them each 5 seconds.
    wolverine.Durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
    wolverine.Durability.RecoveryBatchSize = 2_000;
    wolverine.LocalQueueFor<FeedbackExpiry>().MaximumParallelMessages(PeerSettings.MessagesAtOnce);

    var rabbitMq = wolverine.UseRabbitMq(broker =>
    {
        (broker.HostName, broker.Port, broker.VirtualHost) = (settings.BrokerHost, settings.BrokerPort, settings.VirtualHost);
        (broker.UserName, broker.Password) = (settings.Username, settings.Password);
    });
    rabbitMq.AutoProvision().UseQuorumQueues();
    rabbitMq.ConfigureChannelCreation(channel =>
    {
        // Off by default.
        channel.PublisherConfirmationsEnabled = true;
        channel.PublisherConfirmationTrackingEnabled = true;
    });
    PublishThrough<FeedbackRequested>(MessageNames.FeedbackRequested);
    PublishThrough<FeedbackProvided>(MessageNames.FeedbackProvided);
    PublishThrough<FeedbackRequestExpired>(MessageNames.FeedbackRequestExpired);

    // Commands are stored in batches before they are acknowledged. It is no slower than handling them inline, as Wolverine does by default.
    wolverine.ListenToRabbitQueue(queue).UseDurableInbox().MaximumParallelMessages(PeerSettings.MessagesAtOnce);

    void PublishThrough<TEvent>(string exchange) => wolverine.PublishMessage<TEvent>().ToRabbitExchange(
        exchange, configure => configure.ExchangeType = ExchangeType.Fanout);
});

var app = builder.Build();
app.MapGet("/health/ready", () => "ready");
return await app.RunJasperFxCommands(args);
