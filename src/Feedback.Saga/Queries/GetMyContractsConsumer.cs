using Feedback.Saga.Commands;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using MassTransit;

namespace Feedback.Saga.Queries;

/// <summary>Lists the contracts that the caller is client or freelancer of, with what the caller may do on each (R30).</summary>
internal sealed class GetMyContractsConsumer(FeedbackDbContext db, ContractFactsReader factsReader, FeedbackActionsPolicy actions)
    : IConsumer<GetMyContracts>
{
    public async Task Consume(ConsumeContext<GetMyContracts> context)
    {
        var (query, cancellationToken) = (context.Message, context.CancellationToken);
        if (!ContractCursor.TryParse(query.Cursor, out var after))
        {
            await context.RespondAsync(ContractPage.InvalidCursor);
            return;
        }

        if (!TextRules.IsStorableId(query.CallerId))
        {
            await context.RespondAsync(new MyContracts { Items = [] });
            return;
        }

        var callerId = query.CallerId;
        var page = await ContractPage.ReadAsync(
            [
                db.Contracts.Where(contract => contract.ClientId == callerId),
                db.Contracts.Where(contract => contract.FreelancerId == callerId && contract.ClientId != callerId),
            ],
            after, query.PageSize, cancellationToken);
        var facts = await factsReader.ReadAsync(page.Contracts, query.AsOf.ToMicroseconds(), cancellationToken);

        await context.RespondAsync(new MyContracts
        {
            Items = [.. page.Contracts.Select(contract => new MyContract
            {
                Contract = contract.ToView(),
                CallerRole = contract.RoleOf(callerId),
                Actions = actions.For(contract, facts[contract.ContractId], callerId),
            })],
            Next = page.Next,
        });
    }
}
