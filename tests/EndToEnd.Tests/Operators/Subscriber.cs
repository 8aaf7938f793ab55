using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace EndToEnd.Tests.Operators;

/// <summary>A message as a subscriber of webhooks receives it.</summary>
internal sealed record WebhookMessage(string Id, string Timestamp, string Signature, string Body);

/// <summary>Another system that receives webhooks, and answers with the status that the test says.</summary>
internal sealed class Subscriber : IDisposable
{
    private readonly ConcurrentQueue<WebhookMessage> _received = new();
    private readonly HttpListener _listener;
    private volatile int _status = 204;

    public Subscriber()
    {
        (_listener, Url) = Listen();
        _ = ReceiveAsync();
    }

    public string Url { get; }

    public IReadOnlyCollection<WebhookMessage> Received => _received;

    public int Status
    {
        get => _status;
        set => _status = value;
    }

    public static bool IsGenuine(WebhookMessage message, string secret)
    {
        var mac = HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]),
            Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}.{message.Body}"));
        return message.Signature.Split(' ').Contains($"v1,{Convert.ToBase64String(mac)}");
    }

    public void Dispose() => _listener.Close();

    private static (HttpListener Listener, string Url) Listen()
    {
        while (true)
        {
            var listener = new HttpListener();
            var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Random.Shared.Next(20_000, 30_000)}/hooks/");
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var headers = context.Request.Headers;
                _received.Enqueue(new(
                    headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await body.ReadToEndAsync()));
                context.Response.StatusCode = _status;
                context.Response.Close();
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
        {
            // It is closed.
        }
    }
}
