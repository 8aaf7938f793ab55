using Gateway.Giving;
using Gateway.History;
using Gateway.Inbox;
using Gateway.Json;
using Gateway.Operations;
using Gateway.Page;
using Gateway.Requests;
using Gateway.Security;
using Gateway.Tab;
using Gateway.Upstream;

namespace Gateway;

/// <summary>Puts the gateway into a web application.</summary>
public static class GatewayApplicationExtensions
{
    /// <summary>
    /// Adds the gateway's middleware, its routes, its API description and the page. Routes that the host maps besides get
    /// the same authentication and the same problems for their errors.
    /// </summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use((context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
                context.Response.Headers.CacheControl = "no-store";

            return next(context);
        });
        app.UsePage();
        app.UseSwaggerUI(swagger =>
        {
            swagger.DocumentTitle = "Mid-contract feedback API";
            swagger.SwaggerEndpoint("/openapi/v1.json", "v1");
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();

        var api = app.MapGroup("/api")
            .AddEndpointFilter<OpaqueIdsFilter>()
            .ProducesProblem(StatusCodes.Status500InternalServerError)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapHistory();

        var signedIn = api.MapGroup("")
            .RequireAuthorization()
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        signedIn.MapTab();
        signedIn.MapRequests();
        signedIn.MapGiving();
        signedIn.MapInbox();

        api.MapGroup("/upstream")
            .RequireAuthorization(Policies.Upstream)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .MapUpstream();
        api.MapGroup("/ops")
            .RequireAuthorization(Policies.Operations)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .MapOperations();

        app.MapHealth();
        app.MapOpenApi();
        return app;
    }
}
