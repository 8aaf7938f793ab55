using Feedback.Saga.Commands;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using MassTransit;

namespace Feedback.Saga.Queries;

/// <summary>Lists the contracts that the caller is client or freelancer of, with what the caller may do on each (R30).</summary>
internal sealed class GetMyContractsConsumer(
    FeedbackDbContext db,
    FeedbackReader feedback,
    RequestReader requests,
    ContractFactsReader factsReader,
    FeedbackActionsPolicy actions)
    : IConsumer<GetMyContracts>
{
    public async Task Consume(ConsumeContext<GetMyContracts> context)
    {
        var (query, cancellationToken) = (context.Message, context.CancellationToken);
        if (!MyContractsCursor.TryParse(query.Cursor, out var after))
        {
            await context.RespondAsync(InvalidInput.Of("cursor", InvalidInput.CursorProblem));
            return;
        }

        if (!TextRules.IsStorableId(query.CallerId))
        {
            await context.RespondAsync(new MyContracts { Items = [] });
            return;
        }

        var (callerId, now) = (query.CallerId, query.AsOf.ToMicroseconds());
        var page = await MyContractsPage.ReadAsync(db, callerId, after, now, query.PageSize, cancellationToken);
        var facts = await factsReader.ReadAsync(page.Contracts, now, cancellationToken);
        var waiting = await requests.ReadWaitingAsync(facts.Values, cancellationToken);
        var given = await feedback.ReadAsync([.. facts.Keys], cancellationToken);

        await context.RespondAsync(new MyContracts
        {
            Items = [.. page.Contracts.Select(contract => new MyContract
            {
                Contract = contract.ToView(),
                CallerRole = contract.RoleOf(callerId),
                PendingRequest = waiting.GetValueOrDefault(contract.ContractId),
                LastFeedback = given[contract.ContractId].FirstOrDefault(),
                Actions = actions.For(contract, facts[contract.ContractId], callerId),
            })],
            Next = page.Next,
        });
    }
}
