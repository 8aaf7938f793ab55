using System.Globalization;
using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.RateLimits;

public sealed class When_a_caller_does_too_much : IAsyncLifetime
{
    private readonly Fixture _gateway = new();

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        _gateway.Services.On<GetMyContracts>(_ => new MyContracts { Items = [] });
        _gateway.Services.On<RequestFeedback>(command => new FeedbackRefused
        {
            ContractId = command.ContractId,
            Reasons = [new() { Code = RefusalCodes.ContractEnded, Detail = "The contract has ended." }],
        });
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Should_refuse_more_calls_than_one_user_may_make()
    {
        var reply = await RefusedAsync(() => _gateway.GetAsync("/api/me/contracts", Tokens.For("felix")));

        var problem = reply.ShouldBeProblem(HttpStatusCode.TooManyRequests, "too-many");
        problem.GetProperty("limit").GetString().ShouldBe("calls");
        SecondsToWait(reply).ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task Should_go_on_serving_everyone_else()
    {
        await RefusedAsync(() => _gateway.GetAsync("/api/me/contracts", Tokens.For("felix")));

        (await _gateway.GetAsync("/api/me/contracts", Tokens.For("clara"))).Status.ShouldBe(HttpStatusCode.OK);
        (await _gateway.GetAsync("/health/live", token: null)).Status.ShouldBe(HttpStatusCode.OK);
        (await _gateway.GetAsync("/", token: null)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Should_count_who_is_not_signed_in_by_address()
    {
        await RefusedAsync(() => _gateway.GetAsync("/api/me/contracts", token: null));

        (await _gateway.GetAsync("/api/nowhere", token: "no token")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await _gateway.GetAsync("/api/me/contracts", Tokens.For("clara"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Should_count_guesses_of_tokens_by_address()
    {
        _gateway.Services.On<GetUnsubscription>(_ => new UnsubscribeTokenNotFound());

        var reply = await RefusedAsync(() => _gateway.GetAsync("/unsubscribe/guess", token: null));

        reply.ShouldBeProblem(HttpStatusCode.TooManyRequests, "too-many");
    }

    [Fact]
    public async Task Should_refuse_more_commands_than_one_user_may_send_though_each_was_refused()
    {
        var reply = await RefusedAsync(() => _gateway.PostAsync("/api/contracts/c-1/feedback-requests", Tokens.For("felix")));

        var problem = reply.ShouldBeProblem(HttpStatusCode.TooManyRequests, "too-many");
        problem.GetProperty("limit").GetString().ShouldBe("commands");
        problem.GetProperty("retryAfter").GetInt64().ShouldBe(SecondsToWait(reply));
        SecondsToWait(reply).ShouldBeGreaterThan(60);
        _gateway.Services.Received<RequestFeedback>().Count.ShouldBe(3);
        (await ProvideAsync("felix")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await ProvideAsync("clara")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _gateway.GetAsync("/api/me/contracts", Tokens.For("felix"))).Status.ShouldBe(HttpStatusCode.OK);

        Task<Reply> ProvideAsync(string user) => _gateway.PostAsync("/api/contracts/c-2/feedback", Tokens.For(user), "{}");
    }

    [Theory]
    [InlineData("CallsPerMinute")]
    [InlineData("CommandsPerMinute")]
    [InlineData("CommandsPerDay")]
    public async Task Should_refuse_a_limit_that_lets_nobody_in(string key)
    {
        await using var gateway = new Fixture { More = new() { [$"Gateway:RateLimits:{key}"] = "0" } };

        var failure = await Should.ThrowAsync<Exception>(() => gateway.InitializeAsync().AsTask());

        failure.Message.ShouldStartWith($"Gateway:RateLimits:{key}");
    }

    /// <summary>The first reply that is a refusal: there are few permits, and they come anew after a minute.</summary>
    private static async Task<Reply> RefusedAsync(Func<Task<Reply>> call)
    {
        for (var calls = 0; calls < 1000; calls++)
        {
            if (await call() is { Status: HttpStatusCode.TooManyRequests } refused)
            {
                calls.ShouldBeGreaterThan(2);
                return refused;
            }
        }

        throw new ShouldAssertException("No call was refused.");
    }

    private static long SecondsToWait(Reply reply) => long.Parse(reply.Headers["Retry-After"], CultureInfo.InvariantCulture);

    private sealed class Fixture : GatewayFixture
    {
        public Dictionary<string, string?> More { get; init; } = [];

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(More)
        {
            ["Gateway:RateLimits:CallsPerMinute"] = More.GetValueOrDefault("Gateway:RateLimits:CallsPerMinute", "10"),
            ["Gateway:RateLimits:CommandsPerDay"] = More.GetValueOrDefault("Gateway:RateLimits:CommandsPerDay", "3"),
        };
    }
}
