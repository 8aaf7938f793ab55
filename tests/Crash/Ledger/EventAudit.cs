using Crash.Broker;

namespace Crash.Ledger;

/// <summary>
/// What happened was published once: the same message again is a redelivery, another message about the same is a duplicate.
/// </summary>
internal static class EventAudit
{
    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        var seen = evidence.Seen.Where(message => message.Exchange != Subscriber.ResponseExchange)
            .GroupBy(message => (message.Type, message.Subject))
            .ToDictionary(messages => messages.Key, messages => messages.Select(message => message.MessageId).Distinct().Count());
        var expected = Expected(evidence).ToHashSet();

        foreach (var (type, subject) in expected.Where(happened => !seen.ContainsKey(happened)))
            yield return new Finding(Fate.Lost, type, $"{subject}", "happened, and no subscriber received it");

        foreach (var ((type, subject), count) in seen)
        {
            if (count > 1)
                yield return new Finding(Fate.Duplicated, type, $"{subject}", $"published in {count} different messages");
            else if (!expected.Contains((type, subject)))
                yield return new Finding(Fate.Duplicated, type, $"{subject}", "was published, and the database knows nothing of it");
        }
    }

    private static IEnumerable<(string Type, Guid? Subject)> Expected(Evidence evidence)
    {
        foreach (var request in evidence.Databases.Requests)
        {
            yield return ("FeedbackRequested", request.RequestId);
            if (request.State == "Expired")
                yield return ("FeedbackRequestExpired", request.RequestId);
            else if (request.State == "Closed")
                yield return ("FeedbackRequestClosed", request.RequestId);
            else if (request.State == "Declined")
                yield return ("FeedbackRequestDeclined", request.RequestId);
        }

        foreach (var feedback in evidence.Databases.Feedback)
            yield return ("FeedbackProvided", feedback.FeedbackId);

        foreach (var message in evidence.Databases.Inbox)
            yield return ("InAppMessageDelivered", message.MessageId);
    }
}
