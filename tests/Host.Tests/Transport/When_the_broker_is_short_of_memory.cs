using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Transport;

/// <summary>A broker with a memory alarm lets everybody connect, and takes no message from anybody.</summary>
public sealed class When_the_broker_is_short_of_memory : IAsyncLifetime
{
    private RabbitMqServer _broker = null!;
    private ServiceProcess _host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqServer.StartAsync();
        var settings = Tokens.Environment.Concat(_broker.Address.ToEnvironment());
        _host = await ServiceProcess.StartAsync([], new Dictionary<string, string>(settings)
        {
            ["Gateway__RequestTimeout"] = "00:00:05",
            ["Demo__Enabled"] = "false",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Trait("Symptom", "not ready, `broker`, `the broker blocks publishers`")]
    [Fact]
    public async Task Should_say_so_answer_callers_in_time_and_recover()
    {
        await Eventually.Until(async () => await GetAsync() == HttpStatusCode.OK);

        await _broker.RaiseMemoryAlarmAsync();

        await RefusesAsync();
        using (var ready = await _host.Http.GetAsync("/health/ready", Cancelled))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await ready.Content.ReadAsStringAsync(Cancelled))
                .ShouldContain("may not publish: the broker blocks publishers (low on memory)");
        }

        await Eventually.Until(() => _host.Log.Contains("WRN Not ready: broker: may not publish: the broker blocks publishers"));
        await ShowsWhatIsThereAsync();

        await _broker.EndMemoryAlarmAsync();

        await _host.ReadyAsync();
        await Eventually.Until(async () => await GetAsync() == HttpStatusCode.OK);
        await Eventually.Until(() => _host.Log.Contains("INF Ready again: broker"));
        Regex.Count(_host.Log, "Not ready: broker").ShouldBe(1);
    }

    [Trait("Symptom", "not ready, `broker`, another reason")]
    [Fact]
    public async Task Should_say_that_a_broker_is_stopped_and_show_the_rest()
    {
        await _broker.StopAsync();

        using (var ready = await _host.Http.GetAsync("/health/ready", Cancelled))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await ready.Content.ReadAsStringAsync(Cancelled)).ShouldContain("may not publish: the broker can't be reached");
        }

        var overview = await ShowsWhatIsThereAsync();
        overview.GetProperty("queues").ValueKind.ShouldBe(JsonValueKind.Null);
        overview.GetProperty("missing").GetProperty("queues").GetString().ShouldBe("The broker can't be reached.");

        await _broker.RestartAsync();
        await _host.ReadyAsync();
    }

    /// <summary>The overview answers whatever is down.</summary>
    private async Task<JsonElement> ShowsWhatIsThereAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ops/overview");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For("olga", "ops"));
        using var response = await _host.Http.SendAsync(request, Cancelled);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }

    private async Task RefusesAsync()
    {
        var answers = await Task.WhenAll(GetAsync(), PostAsync("feedback-requests", "{}"), PostAsync("feedback", """
            {"ratings":{"skills":5,"quality":5,"availability":5,"deadlines":5,"communication":5,"cooperation":5}}
            """)).OrHang();

        answers.ShouldAllBe(status => status == HttpStatusCode.ServiceUnavailable);
    }

    private Task<HttpStatusCode> GetAsync() => SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/me/contracts"));

    private Task<HttpStatusCode> PostAsync(string what, string body) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/contracts/c-1/{what}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });

    private async Task<HttpStatusCode> SendAsync(HttpRequestMessage request)
    {
        using var message = request;
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For("clara"));
        using var response = await _host.Http.SendAsync(message, Cancelled);
        return response.StatusCode;
    }
}
