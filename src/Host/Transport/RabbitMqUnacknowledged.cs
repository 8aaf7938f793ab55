using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Host.Transport;

/// <summary>Asks the broker's management (<c>RabbitMq:ManagementUrl</c>) how many messages consumers have taken and not finished.</summary>
internal static class RabbitMqUnacknowledged
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>By queue; null if the management is not known, is away, does not let the account in, or something else answers.</summary>
    public static async Task<IReadOnlyDictionary<string, long>?> ReadAsync(RabbitMqSettings settings, CancellationToken cancellationToken)
    {
        if (settings.ManagementUrl is not { } address)
            return null;

        using var http = new HttpClient(Handler(settings)) { BaseAddress = FolderOf(address), Timeout = _patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Username}:{settings.Password}")));
        try
        {
            var queues = await http.GetFromJsonAsync<ManagedQueue[]>(
                $"api/queues/{Uri.EscapeDataString(settings.VirtualHost)}?columns=name,messages_unacknowledged", cancellationToken);
            return queues!.ToDictionary(queue => queue.Name, queue => queue.Unacknowledged);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException
            && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What is asked for stands below the whole path.</summary>
    private static Uri FolderOf(Uri address) =>
        address.AbsoluteUri.EndsWith('/') ? address : new Uri($"{address.AbsoluteUri}/");

    private static SocketsHttpHandler Handler(RabbitMqSettings settings)
    {
        var ssl = new SslClientAuthenticationOptions { ClientCertificates = settings.Tls.ClientCertificates };
        if (settings.Tls.Validation is { } validation)
            ssl.RemoteCertificateValidationCallback = validation;

        return new SocketsHttpHandler { SslOptions = ssl };
    }

    private sealed record ManagedQueue(
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("messages_unacknowledged")] long Unacknowledged);
}
