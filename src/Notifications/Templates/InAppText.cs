using Contracts.Messages;
using Notifications.Notices;

namespace Notifications.Templates;

/// <summary>What an in-app message says, plain text.</summary>
internal static class InAppText
{
    public static string Of(Notice notice, string? otherPartyName)
    {
        var name = Wording.OtherParty(notice.Kind, otherPartyName);
        var facts = notice.Facts;
        var contract = Wording.Contract(facts.ContractTitle);

        return notice.Kind switch
        {
            NoticeKinds.FeedbackRequested =>
                $"{name} asks for your feedback on {contract}. You can answer until {Until(facts)}; you don't have to.",
            NoticeKinds.FeedbackReminder =>
                $"{name} still hopes for your feedback on {contract}. You can answer until {Until(facts)}; you don't have to.",
            NoticeKinds.FeedbackReceived =>
                $"{name} gave you feedback on {contract}: {Wording.Score(facts.Score.GetValueOrDefault())}.",
            NoticeKinds.RequestExpired =>
                $"{name} didn't answer your feedback request on {contract} in time, so it has expired.",
            NoticeKinds.RequestClosed =>
                $"Your feedback request on {contract} is closed, because the contract has ended.",
            var other => throw new ArgumentOutOfRangeException(nameof(notice), other, "No such kind of notice."),
        };
    }

    private static string Until(NoticeFacts facts) => Wording.Date(facts.ExpiresAt.GetValueOrDefault());
}
