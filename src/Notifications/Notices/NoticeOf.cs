using Contracts.Messages;

namespace Notifications.Notices;

/// <summary>Who is told what: requests and reminders go to the client, everything else to the freelancer (R9, R15, R16).</summary>
internal static class NoticeOf
{
    public static Notice Requested(FeedbackRequested message) => new()
    {
        Kind = NoticeKinds.FeedbackRequested,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.ClientId,
        OtherPartyId = message.FreelancerId,
        Facts = new NoticeFacts
        {
            ContractTitle = message.ContractTitle,
            Message = message.Message,
            ExpiresAt = message.ExpiresAt,
        },
    };

    public static Notice Reminder(FeedbackReminderDue message) => new()
    {
        Kind = NoticeKinds.FeedbackReminder,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.ClientId,
        OtherPartyId = message.FreelancerId,
        Facts = new NoticeFacts { ContractTitle = message.ContractTitle, ExpiresAt = message.ExpiresAt },
    };

    public static Notice Received(FeedbackProvided message) => new()
    {
        Kind = NoticeKinds.FeedbackReceived,
        SourceId = message.FeedbackId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        Facts = new NoticeFacts
        {
            ContractTitle = message.ContractTitle,
            Score = message.Score,
            Ratings = message.Ratings,
            Comment = message.Comment,
        },
    };

    public static Notice Expired(FeedbackRequestExpired message) => new()
    {
        Kind = NoticeKinds.RequestExpired,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        Facts = new NoticeFacts { ContractTitle = message.ContractTitle, EndedAt = message.ExpiredAt },
    };

    public static Notice Closed(FeedbackRequestClosed message) => new()
    {
        Kind = NoticeKinds.RequestClosed,
        SourceId = message.RequestId,
        RequestId = message.RequestId,
        ContractId = message.ContractId,
        RecipientId = message.FreelancerId,
        OtherPartyId = message.ClientId,
        Facts = new NoticeFacts { ContractTitle = message.ContractTitle, EndedAt = message.ClosedAt },
    };
}
