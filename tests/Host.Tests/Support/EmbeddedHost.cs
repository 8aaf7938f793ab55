using System.Net.Http.Json;
using System.Text.Json;
using Host.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
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

    public static async Task<EmbeddedHost> StartAsync(TemporaryFolder folder)
    {
        var app = Start.Build(
            "--environment=Development",
            "--Urls=http://127.0.0.1:0",
            $"--ConnectionStrings:Feedback=Data Source={folder.Path("feedback.db")}",
            $"--ConnectionStrings:Notifications=Data Source={folder.Path("notifications.db")}");

        await app.MigrateAsync(CancellationToken.None);
        await app.StartAsync();

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new EmbeddedHost(app, new HttpClient { BaseAddress = new Uri(address) });
    }

    public async Task<JsonElement> GetAsync(string path, string? userId = null, params string[] roles)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (userId is not null)
            request.Headers.Authorization = new("Bearer", await TokenAsync(userId, roles));

        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<string> TokenAsync(string userId, params string[] roles)
    {
        using var response = await Http.PostAsJsonAsync("/demo/token", new { sub = userId, roles });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
