using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Systems;

/// <summary>Everything in one process, as <c>dotnet run --project src/Host</c> starts it: SQLite files, demo clock, no servers.</summary>
public sealed class EmbeddedSystem : IFeedbackSystem, IAsyncLifetime
{
    private readonly IReadOnlyDictionary<string, string> _settings;

    public EmbeddedSystem() : this(new Dictionary<string, string> { ["Demo__Data"] = "false" })
    {
    }

    internal EmbeddedSystem(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    /// <summary>Without demo mode: on the clock of the machine, and with the tokens of an issuer elsewhere.</summary>
    public static EmbeddedSystem WithoutDemo() =>
        new(new Dictionary<string, string>(Tokens.Environment) { ["Demo__Enabled"] = "false" }) { IsDemo = false };

    private bool IsDemo { get; init; } = true;

    public ServiceProcess Process { get; private set; } = null!;

    public FeedbackApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Process = await ServiceProcess.StartAsync([], _settings);
        Api = new FeedbackApi(Process.Http, (subject, roles) => IsDemo
            ? Process.Http.TokenAsync(subject, roles)
            : Task.FromResult(Tokens.For(subject, roles)));
    }

    public ValueTask DisposeAsync() => Process?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task<DateTimeOffset> NowAsync() =>
        IsDemo ? (await Api.GetAsync("/demo/clock")).Instant("now") : DateTimeOffset.UtcNow;

    /// <summary>Moves the clock; returns when all that fell due has been handled.</summary>
    public async Task<DateTimeOffset> AdvanceAsync(TimeSpan by)
    {
        var response = await MoveAsync(by);
        // Too slow for the host's own patience: the clock has moved all the same, and what is due is still being handled.
        if (response.Status == HttpStatusCode.ServiceUnavailable)
            response = await Eventually.Get(() => MoveAsync(TimeSpan.Zero), moved => moved.Status != HttpStatusCode.ServiceUnavailable);

        response.Status.ShouldBe(HttpStatusCode.OK, response.Body);
        return response.Instant("now");
    }

    /// <summary>Moves the clock to that instant; not at all where it has gone past it by itself.</summary>
    public async Task<DateTimeOffset> AdvanceToAsync(DateTimeOffset instant)
    {
        var by = instant - await NowAsync();
        return await AdvanceAsync(by > TimeSpan.Zero ? by : TimeSpan.Zero);
    }

    /// <summary>The mails that the development sink took for the address, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> MailsToAsync(string address) =>
        [.. (await Api.GetAsync("/demo/mail")).Items("items").Where(
            mail => mail.GetProperty("to").GetString()!.Contains(address, StringComparison.Ordinal))];

    private Task<ApiResponse> MoveAsync(TimeSpan by) => Api.PostAsync("/demo/clock/advance", new { by = by.ToString("c") });
}
