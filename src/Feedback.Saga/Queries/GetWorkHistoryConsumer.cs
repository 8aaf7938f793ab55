using Feedback.Saga.Contracts;
using Feedback.Saga.Persistence;
using MassTransit;

namespace Feedback.Saga.Queries;

/// <summary>
/// Shows the public work history of a freelancer (R24) or an agency, which never shows mid-contract feedback (R25). Both
/// show what was said about the freelancer, not what the freelancer said.
/// </summary>
internal sealed class GetWorkHistoryConsumer(FeedbackDbContext db, FeedbackReader feedback) : IConsumer<GetWorkHistory>
{
    public async Task Consume(ConsumeContext<GetWorkHistory> context)
    {
        var (query, cancellationToken) = (context.Message, context.CancellationToken);
        if (!ContractCursor.TryParse(query.Cursor, out var after))
        {
            await context.RespondAsync(InvalidInput.Of("cursor", InvalidInput.CursorProblem));
            return;
        }

        if (!TextRules.IsStorableId(query.OwnerId))
        {
            await context.RespondAsync(new WorkHistory { Items = [] });
            return;
        }

        var page = await ContractPage.ReadAsync([ContractsOf(query)], after, query.PageSize, cancellationToken);
        var ids = page.Contracts.Select(contract => contract.ContractId).ToList();
        var all = await feedback.ReadPublicAsync(ids, withMidContract: !query.OfAgency, cancellationToken);

        await context.RespondAsync(new WorkHistory
        {
            Items = [.. page.Contracts.Select(contract => new WorkHistoryItem
            {
                Contract = contract.ToPublicView(),
                Feedback = [.. all[contract.ContractId].Where(feedback => feedback.RecipientId == contract.FreelancerId)],
            })],
            Next = page.Next,
        });
    }

    private IQueryable<Contract> ContractsOf(GetWorkHistory query)
    {
        var ownerId = query.OwnerId;
        return query.OfAgency
            ? db.Contracts.Where(contract => contract.AgencyId == ownerId)
            : db.Contracts.Where(contract => contract.FreelancerId == ownerId);
    }
}
