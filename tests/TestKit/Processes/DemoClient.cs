using System.Net.Http.Json;
using System.Text.Json;

namespace TestKit.Processes;

/// <summary>Calls a host in demo mode, with the tokens that it issues.</summary>
public static class DemoClient
{
    public static async Task<JsonElement> GetAsync(this HttpClient http, string path, string? userId, params string[] roles)
    {
        ArgumentNullException.ThrowIfNull(http);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (userId is not null)
            request.Headers.Authorization = new("Bearer", await http.TokenAsync(userId, roles));

        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static async Task<string> TokenAsync(this HttpClient http, string userId, params string[] roles)
    {
        ArgumentNullException.ThrowIfNull(http);

        using var response = await http.PostAsJsonAsync("/demo/token", new { sub = userId, roles });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
    }
}
