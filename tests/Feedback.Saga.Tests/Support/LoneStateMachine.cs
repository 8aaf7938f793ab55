using Contracts.Messages;
using Feedback.Saga.Requests;
using MassTransit;
using MassTransit.Saga;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using TestKit;

namespace Feedback.Saga.Tests.Support;

/// <summary>The state machine without its service: on MassTransit's harness, its requests in memory, no contract at hand.</summary>
internal sealed class LoneStateMachine : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging(logging => logging.AddFakeLogging())
        .AddSingleton(TimeProvider.System)
        .AddMassTransitTestHarness(bus =>
        {
            bus.WaitPatiently();
            bus.SetDefaultRequestTimeout(m: 10);
            bus.AddSagaStateMachine<FeedbackRequestStateMachine, FeedbackRequestState>().InMemoryRepository();
        })
        .BuildServiceProvider(validateScopes: true);

    private LoneStateMachine()
    {
    }

    public ITestHarness Harness => _services.GetTestHarness();

    public FakeLogCollector Log => _services.GetFakeLogCollector();

    public ISagaStateMachineTestHarness<FeedbackRequestStateMachine, FeedbackRequestState> Requests =>
        Harness.GetSagaStateMachineHarness<FeedbackRequestStateMachine, FeedbackRequestState>();

    public static async Task<LoneStateMachine> StartAsync()
    {
        var machine = new LoneStateMachine();
        await machine.Harness.Start();
        return machine;
    }

    /// <summary>A request in that state, with both timers set; the object is the stored one.</summary>
    public async Task<FeedbackRequestState> GivenRequestAsync(string state)
    {
        var requestedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var request = new FeedbackRequestState
        {
            CorrelationId = Guid.CreateVersion7(),
            CurrentState = state,
            ContractId = TestData.Contract,
            ClientId = TestData.Client,
            FreelancerId = TestData.Freelancer,
            ContractTitle = "Landing page",
            RequestedAt = requestedAt,
            ExpiresAt = requestedAt.AddDays(14),
            ExpiryTokenId = Guid.CreateVersion7(),
            ReminderTokenId = Guid.CreateVersion7(),
            Policy = "{}",
            Facts = "{}",
        };
        var requests = _services.GetRequiredService<IndexedSagaDictionary<FeedbackRequestState>>();
        await requests.MarkInUse(CancellationToken.None);
        try
        {
            requests.Add(new SagaInstance<FeedbackRequestState>(request));
        }
        finally
        {
            requests.Release();
        }

        return request;
    }

    /// <summary>Sends to the machine's queue, and returns when the message has been handled, and what that published has been.</summary>
    public async Task<IReceivedMessage> SendAsync(object message, Guid? token = null)
    {
        var id = Guid.CreateVersion7();
        var endpoint = await Harness.GetSagaEndpoint<FeedbackRequestState>();
        await endpoint.Send(message, message.GetType(), Pipe.Execute<SendContext>(context =>
        {
            context.MessageId = id;
            context.Headers.Set(MessageHeaders.SchedulingTokenId, token?.ToString("D"));
        }));
        return await Harness.ConsumedAsync(id);
    }

    /// <summary>Requests feedback as the gateway does, and returns the response.</summary>
    public async Task<FeedbackRequestAccepted> RequestFeedbackAsync(RequestFeedback command)
    {
        await using var scope = _services.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<RequestFeedback>>();
        return (await client.GetResponse<FeedbackRequestAccepted>(command)).Message;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
