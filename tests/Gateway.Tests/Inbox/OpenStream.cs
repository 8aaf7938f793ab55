using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Inbox;

/// <summary>A reader of the message stream, as a browser is one.</summary>
internal sealed class OpenStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;
    private readonly SseParser<string> _parser;

    private OpenStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _parser = SseParser.Create(body);
        _events = _parser.EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    /// <summary>How long its reader should wait before it comes back, as it was told last.</summary>
    public TimeSpan RetryAfter => _parser.ReconnectionInterval;

    public static async Task<OpenStream> OpenAsync(
        GatewayFixture gateway, string? lastEventId = null, string user = TestData.Freelancer, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me/messages/stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Tokens.For(user));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);

        var cancellationToken = TestContext.Current.CancellationToken;
        var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new OpenStream(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    public async Task<(string Id, string Kind, string Data)> NextAsync()
    {
        (await _events.MoveNextAsync()).ShouldBeTrue("The stream ended.");
        return (_parser.LastEventId, _events.Current.EventType, _events.Current.Data);
    }

    /// <summary>Returns when it has ended, without another event.</summary>
    public async Task EndAsync() => (await _events.MoveNextAsync()).ShouldBeFalse("Another event came.");

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        _response.Dispose();
    }
}
