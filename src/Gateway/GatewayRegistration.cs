using Gateway.Contracts;
using Gateway.Feedback;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Load;
using Gateway.Http.OpenApi;
using Gateway.Http.Problems;
using Gateway.Http.RateLimits;
using Gateway.Http.Security;
using Gateway.Inbox;
using Gateway.Moderation;
using Gateway.Operations;
using Gateway.Profiles;
using Gateway.Requests;
using Gateway.Upstream;
using Gateway.WorkHistory;
using MassTransit;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>Adds the gateway to a host, to a bus and to a web application.</summary>
public static class GatewayRegistration
{
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>
    /// Adds what the gateway needs beside the bus. <c>Auth:Authority</c> and <c>Auth:Audience</c> of the configuration come before what
    /// <paramref name="authentication"/> says; <paramref name="publishedMessages"/> are the events of the services, which the gateway
    /// describes. The host may register its own <see cref="IUpstreamPublisher"/>, <see cref="IQueueDepths"/>
    /// and <see cref="TimeProvider"/>, before or after; health checks tagged <c>ready</c> show in <c>/health/ready</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No way to check tokens is configured; the message names the key.</exception>
    public static IServiceCollection AddGateway(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyList<Type> publishedMessages,
        GatewayAuthentication? authentication = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection(GatewayOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>());
        services.AddSingleton<ServiceClient>();
        services.AddSingleton<ServiceClock>();
        services.AddSingleton<OptionalQueries>();
        services.AddSingleton<NameDirectory>();
        services.AddSingleton<DeliveryLedger>();
        services.AddSingleton<RequestStatuses>();
        services.AddSingleton<LoadShedding>();
        services.AddSingleton<MessageFeeds>();
        services.AddSingleton<MessageStream>();
        services.TryAddSingleton<IUpstreamPublisher, BusUpstreamPublisher>();
        services.TryAddSingleton<IQueueDepths, NoQueueDepths>();

        var resolved = BearerSetup.Resolve(configuration, authentication);
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options => BearerSetup.Configure(options, resolved));
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Upstream, policy => policy.RequireRole(Policies.Upstream))
            .AddPolicy(Policies.Operations, policy => policy.RequireRole(Policies.Operations));

        services.AddKnownProxies();
        services.AddRateLimits();
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddProblems();
        services.AddSingleton<TokenAuthority>();
        services.AddHostedService<QueueGauges>();
        var health = services.AddHealthChecks().AddCheck<ServiceClockCheck>("clock-services", tags: ["ready"]);
        if (resolved.Authority is not null)
            health.AddCheck<TokenAuthority>("authority", tags: ["ready"]);

        services.AddGatewayOpenApi();
        AsyncApiDocument.Add(services, publishedMessages);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.UseGatewayFormat());

        // The message stream may carry its token in the query, and this log would write it down.
        services.AddLogging(logging => logging.AddFilter(RequestLog, LogLevel.Warning));
        return services;
    }

    /// <summary>For a gateway whose clock moves on purpose: it is not compared with the services'.</summary>
    public static IServiceCollection LetGatewayClockDiffer(this IServiceCollection services) =>
        services.PostConfigure<GatewayOptions>(gateway => gateway.ClockTolerance = null);

    /// <summary>
    /// Adds the one queue that the gateway reads: temporary, one per instance, gone with it. It must not be made durable
    /// or a quorum queue.
    /// </summary>
    public static IBusRegistrationConfigurator AddGatewayEndpoints(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<InAppMessageDeliveredConsumer>().Endpoint(endpoint =>
        {
            endpoint.Name = $"gateway-in-app-{Guid.CreateVersion7():N}";
            endpoint.Temporary = true;
        });
        return bus;
    }

    /// <summary>
    /// Adds the gateway's middleware, its routes, its API description and the page. Routes that the host maps besides get
    /// the same authentication and the same problems for their errors. Outside Development the API description is for operators, and
    /// browsers are told to come over HTTPS alone.
    /// </summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        var development = app.Environment.IsDevelopment();

        app.UseKnownProxies();
        if (!development)
            app.UseHsts();

        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use((context, next) =>
        {
            SlashesInIds.Keep(context);
            context.Response.Headers.XContentTypeOptions = "nosniff";
            if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
                context.Response.Headers.CacheControl = "no-store";

            return next(context);
        });
        app.UsePage();
        if (development)
            app.UseDescriptionPage();

        app.UseRouting();
        app.Use((context, next) =>
        {
            SlashesInIds.Read(context);
            return next(context);
        });
        app.Use(app.Services.GetRequiredService<LoadShedding>().HandleAsync);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();

        var api = app.MapGroup("/api")
            .WithMetadata(new CallsInHand(AreBounded: true))
            .AddEndpointFilter<RouteIdsFilter>()
            .ProducesValidationProblem()
            .WithMetadata(new ProducesResponseTypeMetadata(
                StatusCodes.Status429TooManyRequests, typeof(TooManyProblem), ["application/problem+json"]))
            .ProducesProblem(StatusCodes.Status500InternalServerError)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapWorkHistory();

        var signedIn = api.MapGroup("")
            .RequireAuthorization()
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        signedIn.MapFeedbackTab();
        signedIn.MapMyContracts();
        signedIn.MapRequestFeedback();
        signedIn.MapFeedbackRequest();
        signedIn.MapDeclineFeedbackRequest();
        signedIn.MapProvideFeedback();
        signedIn.MapFeedback();
        signedIn.MapReportFeedback();
        signedIn.MapInbox();
        signedIn.MapNotificationPreferences();

        api.MapGroup("/upstream")
            .RequireAuthorization(Policies.Upstream)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .MapUpstream();
        api.MapGroup("/ops")
            .WithMetadata(new CallsInHand(AreBounded: false))
            .RequireAuthorization(Policies.Operations)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .MapOperations();

        app.MapUnsubscribe();
        app.MapHealth();
        app.MapDescription(isPublic: development);
        AsyncApiDocument.Map(app, isPublic: development);
        return app;
    }
}
