using Contracts.Messages;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using MassTransit;
using MassTransit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

/// <summary>The state machine with its repository on SQLite, in MassTransit's own harness.</summary>
public sealed class When_the_state_machine_runs_in_the_test_harness : IAsyncLifetime
{
    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);
    private readonly SagaDatabase _database = SagaDatabase.OnSqlite();
    private ServiceProvider _provider = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ITestHarness Harness => _provider.GetRequiredService<ITestHarness>();

    private ISagaStateMachineTestHarness<FeedbackRequestStateMachine, FeedbackRequestState> Saga =>
        Harness.GetSagaStateMachineHarness<FeedbackRequestStateMachine, FeedbackRequestState>();

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDbContextPool<FeedbackDbContext>(_database.Configure);
        services.AddFeedbackSaga(new ConfigurationBuilder().Build());
        services.AddMassTransitTestHarness(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetTestTimeouts(testTimeout: _patience, testInactivityTimeout: _patience);
            bus.AddFeedbackSagaEndpoints();
        });
        _provider = services.BuildServiceProvider(validateScopes: true);
        await using (var scope = _provider.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().Database.EnsureCreatedAsync(Token);

        await Harness.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Harness.Stop();
        await _provider.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Should_wait_for_the_client_once_a_request_is_accepted()
    {
        await GivenContractAsync();

        var accepted = await RequestAsync(_now);

        (await Saga.Consumed.Any<RequestFeedback>(Token)).ShouldBeTrue();
        (await Saga.Created.Any(request => request.CorrelationId == accepted.RequestId, Token)).ShouldBeTrue();
        (await Saga.Exists(accepted.RequestId, machine => machine.Pending)).ShouldBe(accepted.RequestId);
    }

    [Fact]
    public async Task Should_be_answered_by_feedback_in_time()
    {
        await GivenContractAsync();
        var request = await RequestAsync(_now);

        var accepted = await RespondedAsync<ProvideFeedback, FeedbackAccepted>(TestData.Feedback(_now.AddDays(1)));

        accepted.Feedback.RequestId.ShouldBe(request.RequestId);
        (await Saga.Exists(request.RequestId, machine => machine.Answered)).ShouldBe(request.RequestId);
    }

    [Fact]
    public async Task Should_expire_when_its_timer_is_due()
    {
        await GivenContractAsync();

        var request = await RequestAsync(_now.AddDays(-20));

        (await Saga.Exists(request.RequestId, machine => machine.Expired)).ShouldBe(request.RequestId);
        (await Saga.Consumed.Any<FeedbackRequestExpiryDue>(Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_be_closed_when_the_contract_ends()
    {
        await GivenContractAsync();
        var request = await RequestAsync(_now);

        await Harness.Bus.Publish(TestData.End(_now.AddDays(1)), Token);

        (await Saga.Exists(request.RequestId, machine => machine.Closed)).ShouldBe(request.RequestId);
        (await Saga.Consumed.Any<CloseFeedbackRequest>(Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task R17_Should_pass_unasked_feedback_on_and_begin_no_request()
    {
        await GivenContractAsync();

        var accepted = await RespondedAsync<ProvideFeedback, FeedbackAccepted>(TestData.Feedback(_now));

        accepted.Feedback.RequestId.ShouldBeNull();
        await using var scope = _provider.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().Requests.CountAsync(Token)).ShouldBe(0);
    }

    /// <summary>A contract on which feedback may be requested now and twenty days ago.</summary>
    private async Task GivenContractAsync()
    {
        await Harness.Bus.Publish(TestData.Start(_now.AddDays(-100)), Token);
        await Harness.Bus.Publish(TestData.Payment(_now.AddDays(-21), id: "p-1"), Token);
        await Harness.Bus.Publish(TestData.Payment(_now.AddDays(-1), id: "p-2"), Token);
        await TestKit.Eventually.Until(async () =>
        {
            await using var scope = _provider.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
            return await db.Contracts.AnyAsync(contract => contract.StartedAt != null, Token) && await db.Payments.CountAsync(Token) == 2;
        });
    }

    private Task<FeedbackRequestAccepted> RequestAsync(DateTimeOffset at) =>
        RespondedAsync<RequestFeedback, FeedbackRequestAccepted>(TestData.Request(at));

    private async Task<TResponse> RespondedAsync<TCommand, TResponse>(TCommand command)
        where TCommand : class
        where TResponse : class
    {
        var client = Harness.GetRequestClient<TCommand>();
        return (await client.GetResponse<TResponse>(command, Token, _patience)).Message;
    }
}
