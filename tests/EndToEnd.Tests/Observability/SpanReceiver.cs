using System.Collections.Concurrent;
using System.Net;
using TestKit.Processes;

namespace EndToEnd.Tests.Observability;

/// <summary>Takes the traces that are exported over OTLP in the form http/protobuf.</summary>
internal sealed class SpanReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly Task _taking;

    public SpanReceiver()
    {
        Address = $"http://127.0.0.1:{FreePort.Next()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _taking = TakeAllAsync();
    }

    public string Address { get; }

    /// <summary>All that arrived so far.</summary>
    public IReadOnlyList<Span> Spans => [.. _spans];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _taking;
        _listener.Close();
    }

    private async Task TakeAllAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception) when (!_listener.IsListening)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            if (context.Request.Url!.AbsolutePath == "/v1/traces")
            {
                foreach (var span in Span.Read(body.ToArray()))
                    _spans.Enqueue(span);
            }

            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }
}
