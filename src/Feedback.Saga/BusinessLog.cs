using Microsoft.Extensions.Logging;

namespace Feedback.Saga;

/// <summary>One line per thing that happened to the business, with ids and codes alone: no names, no texts.</summary>
internal static partial class BusinessLog
{
    [LoggerMessage(1, LogLevel.Information, "Contract {ContractId} started at {StartedAt:O} (event {UpstreamEvent})")]
    public static partial void ContractStarted(this ILogger logger, string contractId, string upstreamEvent, DateTimeOffset startedAt);

    [LoggerMessage(2, LogLevel.Information, "Contract {ContractId} ended at {EndedAt:O} (event {UpstreamEvent})")]
    public static partial void ContractEnded(this ILogger logger, string contractId, string upstreamEvent, DateTimeOffset endedAt);

    [LoggerMessage(3, LogLevel.Information, "Took {Payments} payments on {Contracts} contracts")]
    public static partial void PaymentsTaken(this ILogger logger, int payments, int contracts);

    [LoggerMessage(4, LogLevel.Information, "Payment {PaymentId} on contract {ContractId} was reversed (event {UpstreamEvent})")]
    public static partial void PaymentReversed(this ILogger logger, string paymentId, string contractId, string upstreamEvent);

    [LoggerMessage(5, LogLevel.Information, "Took end-of-contract feedback {FeedbackId} on contract {ContractId} (event {UpstreamEvent})")]
    public static partial void EndOfContractFeedbackTaken(this ILogger logger, string feedbackId, string contractId, string upstreamEvent);

    [LoggerMessage(10, LogLevel.Information, "Request {RequestId} on contract {ContractId} accepted: waits until {ExpiresAt:O}")]
    public static partial void RequestAccepted(this ILogger logger, Guid requestId, string contractId, DateTimeOffset expiresAt);

    [LoggerMessage(11, LogLevel.Information, "Refused to {Kind} on contract {ContractId} ({CommandId}): {Reasons}")]
    public static partial void Refused(this ILogger logger, string kind, string contractId, Guid commandId, string reasons);

    [LoggerMessage(12, LogLevel.Information, "Request {RequestId} on contract {ContractId} answered by feedback {FeedbackId}")]
    public static partial void RequestAnswered(this ILogger logger, Guid requestId, string contractId, Guid feedbackId);

    [LoggerMessage(13, LogLevel.Information, "Request {RequestId} on contract {ContractId} expired at {ExpiredAt:O}")]
    public static partial void RequestExpired(this ILogger logger, Guid requestId, string contractId, DateTimeOffset expiredAt);

    [LoggerMessage(14, LogLevel.Information, "Request {RequestId} on contract {ContractId} closed: the contract ended at {EndedAt:O}")]
    public static partial void RequestClosed(this ILogger logger, Guid requestId, string contractId, DateTimeOffset endedAt);

    [LoggerMessage(15, LogLevel.Information, "Request {RequestId} on contract {ContractId}: the client is reminded")]
    public static partial void RequestReminded(this ILogger logger, Guid requestId, string contractId);

    [LoggerMessage(16, LogLevel.Information, "Feedback {FeedbackId} on contract {ContractId} given, score {Score}")]
    public static partial void FeedbackGiven(this ILogger logger, Guid feedbackId, string contractId, decimal score);

    [LoggerMessage(17, LogLevel.Warning, "{Message} for request {RequestId} on contract {ContractId}, which is not there")]
    public static partial void RequestMissing(this ILogger logger, string message, Guid requestId, string contractId);

    [LoggerMessage(18, LogLevel.Information, "Forgot {Count} answers kept for their idempotency keys")]
    public static partial void AnswersForgotten(this ILogger logger, int count);

    [LoggerMessage(19, LogLevel.Warning, "Could not forget old answers; trying again in an hour")]
    public static partial void CleanupFailed(this ILogger logger, Exception exception);
}
