using Contracts.Messages;
using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TestKit;

namespace Feedback.Saga.Tests.Support;

/// <summary>Situations that many tests begin with, and looks at what came of them.</summary>
internal static class Situations
{
    /// <summary>A contract that started 60 days ago and was paid on yesterday.</summary>
    public static async Task GivenEligibleContractAsync(
        this SagaService service, string contract = TestData.Contract, string client = TestData.Client,
        string freelancer = TestData.Freelancer, string? agency = null)
    {
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60), contract, client, freelancer, agency));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1), contract));
    }

    /// <summary>An eligible contract whose freelancer requests feedback now.</summary>
    public static async Task<FeedbackRequestAccepted> GivenWaitingRequestAsync(
        this SagaService service, string contract = TestData.Contract)
    {
        await service.GivenEligibleContractAsync(contract);
        return await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, contract));
    }

    public static Task<FeedbackRequestState> RequestAsync(this SagaService service, Guid requestId) =>
        service.ReadAsync(db => db.Requests.AsNoTracking().SingleAsync(request => request.CorrelationId == requestId));

    public static async Task<string> StateAsync(this SagaService service, Guid requestId) =>
        (await service.RequestAsync(requestId)).CurrentState;

    /// <summary>Returns when the request has ended.</summary>
    public static Task EndedAsync(this SagaService service, Guid requestId) =>
        Eventually.Until(async () => await service.StateAsync(requestId) != nameof(FeedbackRequestStateMachine.Pending));

    /// <summary>Moves the clock to the request's expiry, and returns when its timer has been handled.</summary>
    public static Task ExpireAsync(this SagaService service, FeedbackRequestAccepted request) =>
        service.AdvanceToAsync(
            request.ExpiresAt,
            async () => await service.StateAsync(request.RequestId) != nameof(FeedbackRequestStateMachine.Pending));

    public static async Task<IReadOnlyList<string>> ReasonsAsync(this SagaService service, object command) =>
        [.. (await service.SendAsync<FeedbackRefused>(command)).Reasons.Select(reason => reason.Code)];

    /// <summary>How many timers are set and have not fired.</summary>
    public static async Task<long> TimersAsync(this SagaService service) =>
        (await service.Services.GetRequiredService<OutboxMonitor<FeedbackDbContext>>()
            .ReadAsync(service.Now, CancellationToken.None)).Timers;

    public static Task<MidContractFeedback> FeedbackAsync(this SagaService service, Guid feedbackId) =>
        service.ReadAsync(db => db.MidContractFeedback.AsNoTracking().SingleAsync(feedback => feedback.FeedbackId == feedbackId));

    public static Task<FeedbackTab> TabAsync(
        this SagaService service, string caller = TestData.Freelancer, string contract = TestData.Contract) =>
        service.TabAsync(service.Now, caller, contract);

    public static Task<FeedbackTab> TabAsync(
        this SagaService service, DateTimeOffset asOf, string caller = TestData.Freelancer, string contract = TestData.Contract) =>
        service.SendAsync<FeedbackTab>(new GetFeedbackTab { ContractId = contract, CallerId = caller, AsOf = asOf });
}
