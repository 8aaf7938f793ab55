using Contracts.Messages;
using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Facts;

/// <summary>Takes feedback of the end-of-contract feedback system, to be shown beside mid-contract feedback (R27, R29).</summary>
internal sealed class EndOfContractFeedbackGivenConsumer(FeedbackDbContext db, ILogger<EndOfContractFeedbackGivenConsumer> logger)
    : IConsumer<EndOfContractFeedbackGiven>
{
    public async Task Consume(ConsumeContext<EndOfContractFeedbackGiven> context)
    {
        var fact = context.Message;
        FactRules.Check(fact);

        if (await db.EndOfContractFeedback.FindAsync([fact.FeedbackId], context.CancellationToken) is not null)
            return;

        db.EndOfContractFeedback.Add(new EndOfContractFeedback
        {
            FeedbackId = fact.FeedbackId,
            ContractId = fact.ContractId,
            AuthorId = fact.AuthorId,
            RecipientId = fact.RecipientId,
            Score = Math.Round(fact.Score, 2, MidpointRounding.AwayFromZero),
            Comment = fact.Comment,
            GivenAt = fact.GivenAt.ToMicroseconds(),
        });
        logger.EndOfContractFeedbackTaken(fact.FeedbackId, fact.ContractId, fact.EventId);
    }
}
