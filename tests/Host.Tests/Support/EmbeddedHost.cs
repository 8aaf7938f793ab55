using System.Text.Json;
using Host.Databases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TestKit;
using TestKit.Processes;

namespace Host.Tests.Support;

/// <summary>The three services in this process, on SQLite files of a folder.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EmbeddedHost(WebApplication app, HttpClient http)
    {
        _app = app;
        Http = http;
    }

    public HttpClient Http { get; }

    /// <summary>Every route that there is, described or not, such as <c>GET /health/live</c>.</summary>
    public IReadOnlyList<string> Routes => RoutesOf(_app);

    /// <inheritdoc cref="Routes"/>
    public static IReadOnlyList<string> RoutesOf(WebApplication app) =>
    [
        .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}")),
    ];

    public static Task<EmbeddedHost> StartAsync(TemporaryFolder folder, params string[] settings) =>
        StartAsync(folder, _ => { }, _ => { }, settings);

    /// <summary>With services and routes of the test's own besides.</summary>
    public static async Task<EmbeddedHost> StartAsync(
        TemporaryFolder folder, Action<IServiceCollection> add, Action<WebApplication> map, params string[] settings)
    {
        var app = Start.Build(
            add,
            [
                "--environment=Development",
                "--Urls=http://127.0.0.1:0",
                $"--Gateway:RequestTimeout={HangGuard.Beyond}",
                $"--ConnectionStrings:Feedback=Data Source={folder.Path("feedback.db")}",
                $"--ConnectionStrings:Notifications=Data Source={folder.Path("notifications.db")}",
                .. settings,
            ]);
        map(app);

        await app.MigrateAsync(CancellationToken.None);
        await app.StartAsync();

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new EmbeddedHost(app, new HttpClient { BaseAddress = new Uri(address) });
    }

    public Task<JsonElement> GetAsync(string path, string? userId = null, params string[] roles) => Http.GetAsync(path, userId, roles);

    public Task<string> TokenAsync(string userId, params string[] roles) => Http.TokenAsync(userId, roles);

    /// <summary>Returns when every request has been finished, to its last log line.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
