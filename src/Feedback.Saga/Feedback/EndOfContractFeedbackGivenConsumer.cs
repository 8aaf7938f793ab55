using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Feedback;

/// <summary>Takes feedback of the end-of-contract feedback system, to be shown beside mid-contract feedback (R27, R29).</summary>
internal sealed partial class EndOfContractFeedbackGivenConsumer(
    FeedbackDbContext db, ILogger<EndOfContractFeedbackGivenConsumer> logger)
    : IConsumer<EndOfContractFeedbackGiven>
{
    public async Task Consume(ConsumeContext<EndOfContractFeedbackGiven> context)
    {
        var given = context.Message;
        if (await db.EndOfContractFeedback.FindAsync([given.FeedbackId], context.CancellationToken) is not null)
            return;

        var erased = await db.FindErasedAsync(context.CancellationToken, given.AuthorId, given.RecipientId);
        db.EndOfContractFeedback.Add(new EndOfContractFeedback
        {
            FeedbackId = given.FeedbackId,
            ContractId = given.ContractId,
            AuthorId = erased.GetValueOrDefault(given.AuthorId, given.AuthorId),
            RecipientId = erased.GetValueOrDefault(given.RecipientId, given.RecipientId),
            Score = FeedbackScore.Rounded(given.Score),
            Comment = given.Comment,
            GivenAt = given.GivenAt.ToMicroseconds(),
        });
        LogTaken(given.FeedbackId, given.ContractId, given.EventId);
    }

    [LoggerMessage(LogLevel.Information, "Took end-of-contract feedback {FeedbackId} on contract {ContractId} (event {UpstreamEvent})")]
    private partial void LogTaken(string feedbackId, string contractId, string upstreamEvent);
}

internal sealed class EndOfContractFeedbackGivenConsumerDefinition()
    : TransactionalUpstreamConsumerDefinition<FeedbackDbContext, EndOfContractFeedbackGivenConsumer, EndOfContractFeedbackGiven>(
        Queues.EndOfContractFeedbackGiven);
