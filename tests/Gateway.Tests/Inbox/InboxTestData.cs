using Contracts.Messages;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Inbox;

internal static class InboxTestData
{
    public static Guid Id(int number) => new($"019c0000-0000-7000-8000-{number:D12}");

    public static InboxMessage Message(int number) => new()
    {
        MessageId = Id(number),
        Kind = NoticeKinds.FeedbackReceived,
        Text = "Clara gave you feedback.",
        ContractId = "c-1",
        RequestId = TestData.RequestId,
        Link = "/#/contracts/c-1",
        CreatedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(number),
    };

    public static string Json(int number, string requestStatus = "null", string requestExpiresAt = "null") =>
        $$"""
        {"messageId":"{{Id(number)}}","kind":"feedback-received","text":"Clara gave you feedback.","contractId":"c-1",
        "requestId":"{{TestData.RequestId}}","requestStatus":{{requestStatus}},"requestExpiresAt":{{requestExpiresAt}},
        "link":"/#/contracts/c-1","createdAt":"2026-03-01T12:00:{{number:D2}}Z","readAt":null}
        """;
}
