using Contracts.Messages;
using Feedback.Saga.Decisions;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Requests;

/// <summary>Decides a freelancer's ask under the contract's lock (R1–R8), and fills in the request that comes of it.</summary>
internal sealed class AskingStep(
    FeedbackDbContext db,
    ContractFactsReader factsReader,
    EligibilityPolicy eligibility,
    PolicyInForce policy,
    IdempotentAnswers answers,
    Refusals refusals,
    OverdueRequests overdue,
    ILogger<AskingStep> logger)
{
    public async Task<AskingDecision> DecideAsync(ConsumeContext<RequestFeedback> context, FeedbackRequestState request)
    {
        var command = Command.Of(context.Message);
        var contract = db.LockedContract(command.ContractId);
        var answer = contract.RefusalOf(command.ContractId, command.CallerId, ContractRoles.Freelancer)
                     ?? InvalidInput(context.Message)
                     ?? await answers.FindAsync(command, context.CancellationToken)
                     ?? await refusals.FindAsync(command, contract!, context.CancellationToken);

        return answer is null ? await JudgeAsync(context, command, contract!, request) : new AskingDecision(false, answer);
    }

    /// <summary>The answer to an ask that was accepted, first time or again.</summary>
    public static FeedbackRequestAccepted Accepted(FeedbackRequestState request) => new()
    {
        RequestId = request.CorrelationId,
        ContractId = request.ContractId,
        RequestedAt = request.RequestedAt,
        ExpiresAt = request.ExpiresAt,
    };

    private InvalidInput? InvalidInput(RequestFeedback ask) => new InputErrors()
        .Text("message", ask.Message, policy.Options.MessageMaxLength)
        .Key(ask.Idempotency)
        .ToAnswer();

    private async Task<AskingDecision> JudgeAsync(
        ConsumeContext<RequestFeedback> context, Command command, Contract contract, FeedbackRequestState request)
    {
        var facts = await factsReader.ReadAsync(contract, command.At, context.CancellationToken);
        var reasons = eligibility.AgainstAsking(facts);
        if (reasons.Count > 0)
        {
            var refused = refusals.Add(command, contract, facts, reasons);
            answers.Remember(command, refused);
            logger.Refused(command.Kind, command.ContractId, command.Id, string.Join(", ", reasons.Select(reason => reason.Code)));
            return new AskingDecision(false, refused);
        }

        if (contract.WaitingRequestId is { } overdueId)
            await overdue.EndAsync(context, overdueId, contract);

        Open(request, context.Message, contract, facts);
        var accepted = Accepted(request);
        answers.Remember(command, accepted);
        logger.RequestAccepted(request.CorrelationId, request.ContractId, request.ExpiresAt);
        return new AskingDecision(true, accepted, contract);
    }

    private void Open(FeedbackRequestState request, RequestFeedback ask, Contract contract, ContractFacts facts)
    {
        request.ContractId = contract.ContractId;
        request.ClientId = contract.ClientId!;
        request.FreelancerId = contract.FreelancerId!;
        request.ContractTitle = contract.Title!;
        request.Message = ask.Message;
        request.RequestedAt = ask.RequestedAt.ToMicroseconds();
        request.ExpiresAt = request.RequestedAt + policy.Options.RequestWindow;
        request.Policy = policy.Json;
        request.Facts = facts.ToJson();
        contract.RequestOpened(request.CorrelationId, request.RequestedAt, request.ExpiresAt);
    }
}
