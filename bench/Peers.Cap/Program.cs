using System.Text.Json;
using DotNetCore.CAP;
using DotNetCore.CAP.Processor;
using Microsoft.EntityFrameworkCore;
using Peers.Cap;
using Peers.Cap.Transport;
using Peers.Common;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var settings = new PeerSettings(builder.Configuration);
var database = settings.CreateDataSource();

builder.Services.AddDbContextPool<PeerDbContext>(options => options.UseNpgsql(database));
builder.Services.AddTransient<FeedbackSubscriber>();
builder.Services.AddSingleton<MessageDelayedProcessor, DueTimersProcessor>();
builder.Services.AddCap(cap =>
{
    cap.JsonSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
    cap.UsePostgreSql(storage => storage.DataSource = database);
    cap.RegisterExtension(new RabbitMqExtension(settings));

    // Off by default; the documentation recommends it for throughput.
    cap.EnablePublishParallelSend = true;

    // Due timers: the default is 1,000 of them each time.
    cap.SchedulerBatchSize = 20_000;
});

var app = builder.Build();
app.MapGet(
    "/health/ready", (IBootstrapper cap) => cap.IsStarted ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
await app.RunAsync();
