using Gateway.Inbox;
using Gateway.Json;
using Gateway.OpenApi;
using Gateway.Operations;
using Gateway.Problems;
using Gateway.Security;
using Gateway.Services;
using Gateway.Upstream;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway;

/// <summary>Registers the gateway's services.</summary>
public static class GatewayServiceCollectionExtensions
{
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>
    /// Registers what the gateway needs beside the bus. <c>Auth:Authority</c> and <c>Auth:Audience</c> of the
    /// configuration come before what <paramref name="authentication"/> says. Seams that the host may fill, before or
    /// after: <see cref="IUpstreamPublisher"/>, <see cref="IQueueDepths"/> and <see cref="TimeProvider"/>; health checks
    /// tagged <c>ready</c> show in <c>/health/ready</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No way to check tokens is configured; the message names the key.</exception>
    public static IServiceCollection AddGateway(
        this IServiceCollection services, IConfiguration configuration, GatewayAuthentication? authentication = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<GatewayOptions>(configuration.GetSection(GatewayOptions.Section));
        services.AddSingleton<ServiceClient>();
        services.AddSingleton<MessageSignals>();
        services.AddSingleton<MessageStream>();
        services.TryAddSingleton<IUpstreamPublisher, BusUpstreamPublisher>();
        services.TryAddSingleton<IQueueDepths, NoQueueDepths>();

        var resolved = BearerSetup.Resolve(configuration, authentication);
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options => BearerSetup.Configure(options, resolved));
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Upstream, policy => policy.RequireRole(Policies.Upstream))
            .AddPolicy(Policies.Operations, policy => policy.RequireRole(Policies.Operations));

        services.AddProblems();
        services.AddHealthChecks();
        services.AddGatewayOpenApi();
        services.ConfigureHttpJsonOptions(options => JsonSetup.Configure(options.SerializerOptions));

        // The message stream may carry its token in the query, and this log would write it down.
        services.AddLogging(logging => logging.AddFilter(RequestLog, LogLevel.Warning));
        return services;
    }
}
