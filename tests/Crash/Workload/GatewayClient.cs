using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Crash.Workload;

/// <summary>
/// A caller that does not give up: whatever breaks, it makes the same call again, with the same Idempotency-Key, until it
/// has a response to go by.
/// </summary>
internal sealed class GatewayClient(Uri gateway, Stopwatch clock, CallLog log) : IDisposable
{
    private const int MaxCalls = 48;
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _calls = new(MaxCalls);
    private readonly HttpClient _http = new(
        new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3) })
    { BaseAddress = gateway, Timeout = _attempt };

    /// <summary>Status and body of the first response that is not a passing failure.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostAsync(
        string path, string? body, string contentType, string token, string? idempotencyKey, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var attempted = await TryAsync(path, body, contentType, token, idempotencyKey, cancellationToken);
            if (attempted.Response is { } response)
                return response;

            log.Repeat(attempted.Passing!);
            await Task.Delay(_pause * Math.Min(attempt, 6), cancellationToken);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _calls.Dispose();
    }

    private async Task<((HttpStatusCode Status, string Body)? Response, string? Passing)> TryAsync(
        string path, string? body, string contentType, string token, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, path);
        call.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (idempotencyKey is not null)
            call.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null)
            call.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType));

        await _calls.WaitAsync(cancellationToken);
        var sentAt = clock.Elapsed;
        try
        {
            using var response = await _http.SendAsync(call, cancellationToken);
            if ((int)response.StatusCode >= 500)
                return (null, $"{(int)response.StatusCode}");

            var result = (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
            log.Complete(sentAt, clock.Elapsed);
            return (result, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            // A connection that breaks while it is being set up comes bare, not as an HttpRequestException.
            return (null, "connection");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "timeout");
        }
        finally
        {
            _calls.Release();
        }
    }
}
