using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;
using WorkHistoryPage = Contracts.Messages.WorkHistory;

namespace Gateway.Tests.Http.Load;

public sealed class When_the_gateway_has_its_hands_full : IClassFixture<When_the_gateway_has_its_hands_full.Fixture>, IAsyncLifetime
{
    private const string Held = "/api/freelancers/felix/work-history";
    private const string Other = "/api/contracts/c-1/feedback";

    private readonly Fixture _gateway;
    private readonly SemaphoreSlim _entered = new(0);
    private readonly TaskCompletionSource<object> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task<Reply>> _held = [];

    public When_the_gateway_has_its_hands_full(Fixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetWorkHistory>(_ =>
        {
            _entered.Release();
            return _gate.Task;
        });
        _gateway.Services.On<GetFeedbackTab>(query => new ContractNotFound { ContractId = query.ContractId });
    }

    public async ValueTask InitializeAsync()
    {
        for (var call = 0; call < Fixture.MaxCallsInHand; call++)
        {
            _held.Add(_gateway.GetAsync(Held, token: null));
            (await _entered.WaitAsync(HangGuard.Limit)).ShouldBeTrue();
        }
    }

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await Task.WhenAll(_held).OrHang();
        _entered.Dispose();
    }

    [Fact]
    public async Task Should_refuse_another_call_at_once_and_ask_the_service_nothing()
    {
        var reply = await _gateway.GetAsync(Other, TestData.ClientToken).OrHang();

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "overloaded");
        int.Parse(reply.Headers["Retry-After"], null).ShouldBePositive();
        _gateway.Services.Received<GetFeedbackTab>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_do_nothing_of_a_refused_command()
    {
        var reply = await _gateway.PostAsync("/api/contracts/c-1/feedback", TestData.ClientToken, TestData.GoodFeedback).OrHang();

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "overloaded");
        _gateway.Services.Received<ProvideFeedback>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_answer_all_that_it_has_in_hand_and_then_take_others()
    {
        LetGo();

        (await Task.WhenAll(_held).OrHang()).ShouldAllBe(reply => reply.Status == HttpStatusCode.OK);
        (await _gateway.GetAsync(Other, TestData.ClientToken)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Should_still_be_there_for_operators_health_checks_and_the_page()
    {
        _gateway.Services.On<GetFeedbackOverview>(_ => throw new InvalidOperationException("Away."));
        _gateway.Services.On<GetNotificationsOverview>(_ => throw new InvalidOperationException("Away."));

        (await _gateway.GetAsync("/api/ops/overview", Tokens.For("olga", "ops")).OrHang()).Status.ShouldBe(HttpStatusCode.OK);
        (await _gateway.GetAsync("/health/ready", token: null).OrHang()).Status.ShouldBe(HttpStatusCode.OK);
        (await _gateway.GetAsync("/", token: null).OrHang()).Status.ShouldBe(HttpStatusCode.OK);
    }

    private void LetGo() => _gate.TrySetResult(new WorkHistoryPage { Items = [] });

    public sealed class Fixture : GatewayFixture
    {
        public const int MaxCallsInHand = 3;

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:MaxCallsInHand"] = $"{MaxCallsInHand}",
            ["Gateway:MaxCallsWaiting"] = "0",
        };
    }
}
