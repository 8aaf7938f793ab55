using System.Net.Http.Headers;
using System.Text;
using Contracts.Messages;
using MassTransit;
using MassTransit.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using TestKit;

namespace Gateway.Tests.Harness;

/// <summary>The gateway on a port of its own, with scripted services behind a bus in memory.</summary>
public class GatewayFixture : IAsyncLifetime
{
    /// <summary>The instant that the gateway's clock stands at; finer than any store keeps it.</summary>
    public static readonly DateTimeOffset Now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    /// <summary>The same in whole microseconds, as messages carry it.</summary>
    public static readonly DateTimeOffset Stamp = Now.AddTicks(-7);

    private WebApplication? _app;

    public Script Services { get; } = new();

    public HttpClient Http { get; } = new();

    public ITestHarness Harness => App.Services.GetTestHarness();

    public IBus Bus => Harness.Bus;

    public FakeLogCollector Log => App.Services.GetFakeLogCollector();

    private WebApplication App => _app ?? throw new InvalidOperationException("The gateway has not been started.");

    protected virtual string EnvironmentName => Environments.Development;

    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    protected virtual SecurityKey SigningKey => Tokens.Key;

    protected virtual void Add(IServiceCollection services)
    {
    }

    protected virtual void Map(WebApplication app)
    {
    }

    public virtual async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = EnvironmentName });
        builder.Configuration
            .AddInMemoryCollection(
            [
                new("Gateway:RequestTimeout", $"{HangGuard.Beyond}"),
                new("Gateway:OptionalTimeout", $"{HangGuard.Beyond}"),

                // It stands still.
                new("Gateway:ClockTolerance", ""),
            ])
            .AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        builder.Services.AddSingleton(Services);
        Add(builder.Services);
        builder.Services.AddGateway(builder.Configuration, [], new GatewayAuthentication
        {
            Issuer = Tokens.Issuer,
            Audience = Tokens.Audience,
            SigningKey = SigningKey,
        });
        builder.Services.AddMassTransitTestHarness(AddBus);
        _app = builder.Build();
        _app.MapGateway();
        Map(_app);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Http.BaseAddress = new Uri(addresses!.Addresses.Single());
    }

    public virtual async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    public Task StopAsync() => App.StopAsync(TestContext.Current.CancellationToken);

    public Task<Reply> GetAsync(string path, string? token) => SendAsync(HttpMethod.Get, path, token);

    public Task<Reply> PostAsync(string path, string? token, string? body = null, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, token, body, contentType);

    public async Task<Reply> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        string? body = null,
        string contentType = "application/json",
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    protected virtual void UseTransport(IBusRegistrationConfigurator bus) =>
        bus.UsingInMemory((context, configurator) => configurator.ConfigureEndpoints(context));

    private void AddBus(IBusRegistrationConfigurator bus)
    {
        bus.WaitPatiently();
        bus.AddGatewayEndpoints();
        bus.AddConsumer<ScriptedService<RequestFeedback>>();
        bus.AddConsumer<ScriptedService<ProvideFeedback>>();
        bus.AddConsumer<ScriptedService<ReportFeedback>>();
        bus.AddConsumer<ScriptedService<ModerateFeedback>>();
        bus.AddConsumer<ScriptedService<GetFeedbackReports>>();
        bus.AddConsumer<ScriptedService<GetAbuseSignals>>();
        bus.AddConsumer<ScriptedService<ReviewAbuseSignal>>();
        bus.AddConsumer<ScriptedService<DeclineFeedbackRequest>>();
        bus.AddConsumer<ScriptedService<GetFeedbackTab>>();
        bus.AddConsumer<ScriptedService<GetFeedback>>();
        bus.AddConsumer<ScriptedService<GetFeedbackRequest>>();
        bus.AddConsumer<ScriptedService<GetMidContractFeedback>>();
        bus.AddConsumer<ScriptedService<GetMyContracts>>();
        bus.AddConsumer<ScriptedService<GetWorkHistory>>();
        bus.AddConsumer<ScriptedService<GetInbox>>();
        bus.AddConsumer<ScriptedService<GetDeliveries>>();
        bus.AddConsumer<ScriptedService<GetDisplayNames>>();
        bus.AddConsumer<ScriptedService<GetFeedbackRequestStatuses>>();
        bus.AddConsumer<ScriptedService<MarkInboxRead>>();
        bus.AddConsumer<ScriptedService<MarkInboxMessageRead>>();
        bus.AddConsumer<ScriptedService<GetNotificationPreferences>>();
        bus.AddConsumer<ScriptedService<SetNotificationPreferences>>();
        bus.AddConsumer<ScriptedService<GetUnsubscription>>();
        bus.AddConsumer<ScriptedService<UnsubscribeByToken>>();
        bus.AddConsumer<ScriptedService<ResendDelivery>>();
        bus.AddConsumer<ScriptedService<GetFeedbackOverview>>();
        bus.AddConsumer<ScriptedService<GetNotificationsOverview>>();
        bus.AddConsumer<ScriptedService<GetFeedbackStory>>();
        bus.AddConsumer<ScriptedService<GetNoticeStory>>();
        bus.AddConsumer<ScriptedService<FindDeliveries>>();
        bus.AddConsumer<ScriptedService<ReleaseDeliveries>>();
        bus.AddConsumer<ScriptedService<GetWebhooks>>();
        bus.AddConsumer<ScriptedService<AddWebhook>>();
        bus.AddConsumer<ScriptedService<ChangeWebhook>>();
        bus.AddConsumer<ScriptedService<FindWebhookDeliveries>>();
        bus.AddConsumer<ScriptedService<ReplayWebhookDeliveries>>();
        bus.AddConsumer<ScriptedService<GetRollout>>();
        bus.AddConsumer<ScriptedService<SetRollout>>();
        bus.AddConsumer<ScriptedService<GetRolloutHistory>>();
        bus.AddConsumer<ScriptedService<GetRolloutReport>>();
        bus.AddConsumer<ScriptedService<GetFeedbackParkedRows>>();
        bus.AddConsumer<ScriptedService<GetNotificationsParkedRows>>();
        bus.AddConsumer<ScriptedService<ChangeFeedbackParkedRows>>();
        bus.AddConsumer<ScriptedService<ChangeNotificationsParkedRows>>();
        bus.AddConsumer<ScriptedService<GetFeedbackFailedMessages>>();
        bus.AddConsumer<ScriptedService<GetNotificationsFailedMessages>>();
        bus.AddConsumer<ScriptedService<ChangeFeedbackFailedMessages>>();
        bus.AddConsumer<ScriptedService<ChangeNotificationsFailedMessages>>();
        bus.AddHandler<ContractStarted>(TakeAsync);
        bus.AddHandler<ContractEnded>(TakeAsync);
        bus.AddHandler<PaymentMade>(TakeAsync);
        bus.AddHandler<PaymentReversed>(TakeAsync);
        bus.AddHandler<EndOfContractFeedbackGiven>(TakeAsync);
        bus.AddHandler<UserProfileChanged>(TakeAsync);
        bus.AddHandler<UserErased>(TakeAsync);
        UseTransport(bus);
    }

    /// <summary>Stands in for the services that upstream events are for.</summary>
    private static Task TakeAsync<TMessage>(ConsumeContext<TMessage> context)
        where TMessage : class =>
        Task.CompletedTask;
}
