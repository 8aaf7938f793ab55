using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Host.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Observability;

public sealed class When_requests_are_answered : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("requests");
    private readonly RecordedLog _log = new();
    private EmbeddedHost _host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await EmbeddedHost.StartAsync(
        _folder,
        services => services.AddSingleton<ILogEventSink>(_log),
        app =>
        {
            app.MapGet("/faults/{id}", string (string id) => throw new InvalidOperationException($"broken on purpose, {id}"));
            app.MapGet("/cut/{id}", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                throw new InvalidOperationException("broken on purpose");
            });
            app.MapGet("/unwell", () => Results.StatusCode(StatusCodes.Status502BadGateway));
        },
        "--Demo:Data=false",
        "--Serilog:MinimumLevel:Override:Serilog.AspNetCore.RequestLoggingMiddleware=Debug");

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_not_say_by_which_server()
    {
        using var page = await _host.Http.GetAsync("/", Cancelled);
        using var fault = await _host.Http.GetAsync("/faults/f-1", Cancelled);

        page.Headers.Contains("Server").ShouldBeFalse();
        fault.Headers.Contains("Server").ShouldBeFalse();
    }

    [Trait("Symptom", "a caller reports a problem")]
    [Fact]
    public async Task Should_leave_one_line_that_a_problem_is_found_by()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/contracts/c-nowhere/feedback-requests?note=hidden");
        request.Headers.Authorization = new("Bearer", await _host.TokenAsync("u-ana"));

        using var answer = await _host.Http.SendAsync(request, Cancelled);
        var traceId = await TraceIdAsync(answer);
        await _host.StopAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var line = _log.Requests("/api/contracts/c-nowhere/feedback-requests").ShouldHaveSingleItem();
        line.ShouldMatch(
            @" INF POST /api/contracts/c-nowhere/feedback-requests answered 404 in \d+\.\d ms; "
            + $@"route /api/contracts/{{contractId}}/feedback-requests, trace {traceId}\s*$");
    }

    [Fact]
    public async Task Should_show_no_path_that_belongs_to_no_route()
    {
        using var answer = await _host.Http.GetAsync("/nowhere/jane.doe@example.com", Cancelled);
        var traceId = await TraceIdAsync(answer);
        await _host.StopAsync();

        _log.Requests("-").ShouldHaveSingleItem().ShouldMatch($@" INF GET - answered 404 in \d+\.\d ms; route -, trace {traceId}\s*$");
    }

    [Fact]
    public async Task Should_show_no_token_of_an_email()
    {
        using var answer = await _host.Http.GetAsync("/unsubscribe/a-secret-token", Cancelled);
        await _host.StopAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _log.Requests("/unsubscribe/{token}").ShouldHaveSingleItem();
        _log.Entries.ShouldAllBe(entry => !entry.Contains("a-secret-token", StringComparison.Ordinal));
    }

    [Trait("Symptom", "a caller reports a problem")]
    [Fact]
    public async Task Should_tell_a_fault_as_one_error_with_one_stack_trace()
    {
        using var answer = await _host.Http.GetAsync("/faults/f-1", Cancelled);
        var traceId = await TraceIdAsync(answer);
        await _host.StopAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var error = Errors().ShouldHaveSingleItem();
        error.ShouldContain($" ERR GET /faults/f-1 failed; trace {traceId}{Environment.NewLine}");
        Regex.Count(error, "broken on purpose").ShouldBe(1);
        _log.Entries.Count(entry => entry.Contains("broken on purpose", StringComparison.Ordinal)).ShouldBe(1);
        _log.Requests("/faults/f-1").ShouldHaveSingleItem().ShouldMatch(
            $@" INF GET /faults/f-1 answered 500 in \d+\.\d ms; route /faults/{{id}}, trace {traceId}\s*$");
    }

    [Fact]
    public async Task Should_tell_a_fault_in_the_middle_of_an_answer_once_too()
    {
        await Should.ThrowAsync<HttpRequestException>(() => _host.Http.GetStringAsync("/cut/c-1", Cancelled));
        await _host.StopAsync();

        var error = Errors().ShouldHaveSingleItem();
        error.ShouldContain(" ERR GET /cut/c-1 answered 500 in ");
        _log.Entries.Count(entry => entry.Contains("broken on purpose", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_tell_a_failure_that_nobody_threw_as_an_error()
    {
        using var answer = await _host.Http.GetAsync("/unwell", Cancelled);
        await _host.StopAsync();

        Errors().ShouldHaveSingleItem().ShouldContain(" ERR GET /unwell answered 502 in ");
    }

    [Theory]
    [InlineData("/health/live", "/health/live")]
    [InlineData("/health/ready", "/health/ready")]
    [InlineData("/js/app.js", "-")]
    public async Task Should_speak_of_probes_and_files_to_those_alone_who_look_closer(string path, string shown)
    {
        using var answer = await _host.Http.GetAsync(path, Cancelled);
        await _host.StopAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        _log.Requests(shown).ShouldHaveSingleItem().ShouldContain($" DBG GET {shown} answered 200 in ");
    }

    private IEnumerable<string> Errors() =>
        _log.Entries.Where(entry => entry.Contains(" ERR ", StringComparison.Ordinal) || entry.Contains(" FTL ", StringComparison.Ordinal));

    private static async Task<string> TraceIdAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("traceId").GetString()!;
}
