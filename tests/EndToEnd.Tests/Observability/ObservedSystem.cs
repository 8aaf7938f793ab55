using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Observability;

/// <summary>
/// The three services in one process over real RabbitMQ, PostgreSQL and SMTP servers, with a clock to move, in which everything has
/// happened once. Its metrics are scraped afterwards.
/// </summary>
public sealed class ObservedSystem : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _started = [];

    /// <summary>All people of the scenario.</summary>
    public List<string> People { get; } = [];

    /// <summary>The emails that the mail server took.</summary>
    public int Emails { get; private set; }

    public Scrape Metrics { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var broker = Keep(await RabbitMqVirtualHost.CreateAsync());
        var database = Keep(await PostgresDatabase.CreateAsync());
        var mail = Keep(await SmtpServer.StartAsync());
        var system = new EmbeddedSystem(new Dictionary<string, string>(broker.Address.ToEnvironment())
        {
            ["Database__Provider"] = "Postgres",
            ["ConnectionStrings__Feedback"] = database.ConnectionString,
            ["ConnectionStrings__Notifications"] = database.ConnectionString,
            ["Demo__Data"] = "false",
            ["Email__Host"] = mail.Host,
            ["Email__Port"] = $"{mail.Port}",
            ["Email__StartTls"] = "false",
            ["Email__From"] = "feedback@example.com",
            ["Gateway__RateLimits__CommandsPerDay"] = "3",
            ["Telemetry__Prometheus"] = "true",
            ["Webhooks__EncryptionKeys__0"] = Convert.ToBase64String(new byte[32]),
            ["Webhooks__AllowHttp"] = "true",
            ["Webhooks__AllowedNetworks__0"] = "127.0.0.0/8",
        });
        _started.Add(new Disposal(system));
        await system.InitializeAsync();

        await DoOneOfEachAsync(system, mail);
        Metrics = await Eventually.Get(
            async () =>
            {
                Emails = (await mail.MailsAsync()).Count;
                return await Scrape.OfAsync(system.Process.Http);
            },
            IsSettled,
            what: "the metrics show what has happened");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
            await started.DisposeAsync();
    }

    /// <summary>Whether the gauges have been read, nothing is under way, and each email has come to its end.</summary>
    private bool IsSettled(Scrape metrics) =>
        metrics.Has("gateway_queue_depth") && metrics.Has("notifications_webhook_age_seconds")
        && metrics.Has("host_health") && metrics.Has("feedback_requests_waiting")
        && metrics.Sum("feedback_hand_overs_total") == 1
        && metrics.Has("messaging_outbox_depth") && metrics.Sum("messaging_outbox_depth") == 0
        && EmailsThat("delivered", metrics) == Emails
        && EmailsThat("pending", metrics) == Emails + EmailsThat("superseded", metrics);

    private static double EmailsThat(string status, Scrape metrics) =>
        metrics.Sum("notifications_deliveries_total", ("notifications_channel", "email"), ("notifications_status", status));

    private async Task DoOneOfEachAsync(EmbeddedSystem system, SmtpServer mail)
    {
        // Nobody listens there.
        await ExpectAsync(
            system.Api.PostAsync("/api/ops/webhooks", new { name = "CRM", url = "http://127.0.0.1:1/" }, "olga", "ops"),
            HttpStatusCode.OK);

        var answered = await ContractAsync(system);
        await system.RequestedAsync(answered);
        await ExpectAsync(system.Api.ProvideFeedbackAsync(answered.ContractId, answered.ClientId), HttpStatusCode.Created);

        var unasked = await ContractAsync(system);
        await ExpectAsync(system.Api.ProvideFeedbackAsync(unasked.ContractId, unasked.ClientId), HttpStatusCode.Created);

        await ExpectAsync(
            system.Api.PublishAsync(UpstreamEvent.ContractEnded(unasked, await system.NowAsync())), HttpStatusCode.Accepted);

        var young = await ContractAsync(system, startedAgo: TimeSpan.FromDays(1));
        for (var times = 0; times < 3; times++)
            await ExpectAsync(system.Api.RequestFeedbackAsync(young.ContractId, young.FreelancerId), HttpStatusCode.Conflict);

        await ExpectAsync(system.Api.RequestFeedbackAsync(young.ContractId, young.FreelancerId), HttpStatusCode.TooManyRequests);

        var closed = await ContractAsync(system);
        var toClose = await system.RequestedAsync(closed);
        var ended = await system.Api.PublishAsync(UpstreamEvent.ContractEnded(closed, await system.NowAsync()));
        ended.Status.ShouldBe(HttpStatusCode.Accepted, ended.Body);
        await Eventually.Until(async () => await system.StatusAsync(closed, toClose.Id("requestId")) == "closed");

        var declined = await ContractAsync(system);
        var toDecline = await system.RequestedAsync(declined);
        await ExpectAsync(
            system.Api.DeclineAsync(declined.ContractId, toDecline.Id("requestId"), declined.ClientId), HttpStatusCode.OK);
        await ExpectAsync(
            system.Api.DeclineAsync(
                declined.ContractId, toDecline.Id("requestId"), declined.ClientId, (await system.NowAsync()).AddDays(1)),
            HttpStatusCode.Conflict);

        var expired = await ContractAsync(system);
        var toExpire = await system.RequestedAsync(expired);
        await mail.MailsToAsync($"{expired.ClientId}@example.com");
        await system.AdvanceToAsync(toExpire.Instant("expiresAt"));
        await Eventually.Until(async () => await system.StatusAsync(expired, toExpire.Id("requestId")) == "expired");
        await mail.MailsToAsync($"{expired.FreelancerId}@example.com");
        await mail.MailsToAsync($"{answered.FreelancerId}@example.com");
        await mail.MailsToAsync($"{unasked.FreelancerId}@example.com");
        await mail.MailsToAsync($"{closed.FreelancerId}@example.com");
        await mail.MailsToAsync($"{declined.FreelancerId}@example.com");
    }

    private async Task<Contract> ContractAsync(EmbeddedSystem system, TimeSpan? startedAgo = null)
    {
        var contract = await system.ContractAsync(startedAgo);
        People.AddRange([contract.ClientId, contract.FreelancerId]);
        return contract;
    }

    private static async Task ExpectAsync(Task<ApiResponse> call, HttpStatusCode status)
    {
        var response = await call;
        response.Status.ShouldBe(status, response.Body);
    }

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }

    private sealed class Disposal(IAsyncLifetime lifetime) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => lifetime.DisposeAsync();
    }
}
