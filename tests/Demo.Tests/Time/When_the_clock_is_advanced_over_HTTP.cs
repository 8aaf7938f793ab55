using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using TestKit.Processes;

namespace Demo.Tests.Time;

public sealed class When_the_clock_is_advanced_over_HTTP : IAsyncLifetime
{
    private ServiceProcess _host = null!;

    public async ValueTask InitializeAsync() => _host = await ServiceProcess.StartAsync([], new Dictionary<string, string>());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Should_return_after_every_timer_that_fell_due_was_handled_to_the_last_mail()
    {
        var before = await NowAsync();

        using var response = await AdvanceAsync("14.00:00:00");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await NowAsync()).ShouldBeGreaterThanOrEqualTo(before.AddDays(14));
        var newest = (await _host.Http.GetAsync("/demo/mail", userId: null)).GetProperty("items")[0];
        newest.GetProperty("to").GetString().ShouldBe("bilal.haddad@example.com");
        newest.GetProperty("subject").GetString()!.ShouldContain("Data pipeline");
        newest.GetProperty("at").GetString()!.ShouldEndWith("Z");
    }

    [Fact]
    public async Task Should_still_stand_there_after_a_restart()
    {
        using var response = await AdvanceAsync("3.00:00:00");
        var before = await NowAsync();

        await _host.RestartAsync();

        (await NowAsync()).ShouldBeGreaterThanOrEqualTo(before);
    }

    [Theory]
    [InlineData("-1.00:00:00")]
    [InlineData("9999.00:00:00")]
    [InlineData(null)]
    public async Task Should_refuse_to_go_back_or_nowhere_or_too_far(string? by)
    {
        using var response = await AdvanceAsync(by);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken))
            .GetProperty("errors").TryGetProperty("by", out _).ShouldBeTrue();
    }

    private Task<HttpResponseMessage> AdvanceAsync(string? by) => _host.Http.PostAsJsonAsync("/demo/clock/advance", new { by });

    private async Task<DateTimeOffset> NowAsync() =>
        (await _host.Http.GetAsync("/demo/clock", userId: null)).GetProperty("now").GetDateTimeOffset();
}
