using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace Notifications.Webhooks;

/// <summary>What came of an attempt.</summary>
/// <param name="Reason">Why it failed, such as <c>http-503</c>; null if the subscriber accepted the message.</param>
/// <param name="IsGone">Whether the subscriber answered 410: it wants nothing more.</param>
/// <param name="RetryAfter">How long it asks to be left alone.</param>
internal sealed record WebhookResult(string? Reason, bool IsGone = false, TimeSpan? RetryAfter = null);

/// <summary>
/// Posts a message to a subscriber (R69). It connects to public addresses alone, follows no redirect, uses no proxy and keeps no cookie;
/// of the response it reads the status and <c>Retry-After</c>.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>In kilobytes.</summary>
    private const int MostOfHeaders = 16;

    private readonly IOptions<WebhookOptions> _options;
    private readonly PublicAddresses _addresses;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public WebhookSender(IOptions<WebhookOptions> options, PublicAddresses addresses, TimeProvider clock)
    {
        (_options, _addresses, _clock) = (options, addresses, clock);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MostOfHeaders,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Feedback-Webhooks", "1.0"));
    }

    /// <summary>Makes one attempt. It ends after <c>Webhooks:Timeout</c>, whatever the subscriber does.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="messageId">The <c>webhook-id</c>.</param>
    /// <param name="secrets">The secrets that are valid, the newest first.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Ends the attempt because the process ends.</param>
    public async Task<WebhookResult> SendAsync(
        string url, string messageId, IReadOnlyList<byte[]> secrets, byte[] body, CancellationToken cancellationToken)
    {
        if (!_options.Value.AllowHttp && new Uri(url).Scheme != Uri.UriSchemeHttps)
            return new WebhookResult("https-required");

        using var limit = new CancellationTokenSource(_options.Value.Timeout, _clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("webhook-id", messageId);
            request.Headers.Add("webhook-timestamp", timestamp);
            request.Headers.Add("webhook-signature", WebhookSecrets.Sign(secrets, messageId, timestamp, body));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ends.Token);
            return ResultOf(response);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new WebhookResult("timeout");
        }
        catch (HttpRequestException failure)
        {
            return new WebhookResult(ReasonOf(failure));
        }
    }

    public void Dispose() => _http.Dispose();

    private WebhookResult ResultOf(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return new WebhookResult(Reason: null);

        var asks = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            ? response.Headers.RetryAfter
            : null;
        return new WebhookResult(
            $"http-{(int)response.StatusCode}",
            response.StatusCode == HttpStatusCode.Gone,
            asks?.Delta ?? (asks?.Date is { } date ? date - _clock.GetUtcNow() : null));
    }

    /// <summary>A word of ours: what a stranger's server says stands in no row and no log.</summary>
    private static string ReasonOf(HttpRequestException failure) => failure switch
    {
        { InnerException: AddressRefusedException } => "address-refused",
        { HttpRequestError: HttpRequestError.NameResolutionError }
            or { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } } => "name-unknown",
        { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: AuthenticationException } => "tls-failed",
        { HttpRequestError: HttpRequestError.ConnectionError } or { InnerException: SocketException } => "unreachable",
        _ => "broken-response",
    };

    /// <summary>
    /// Looks the name up and connects to what was found, so that nothing else can stand behind the name in between. If one of its
    /// addresses is refused, all are.
    /// </summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (addresses.Length == 0 || !addresses.All(_addresses.Allow))
            throw new AddressRefusedException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException() : IOException("The address of the subscriber is not public.");
}
