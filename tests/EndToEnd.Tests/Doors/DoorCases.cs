using Xunit;

namespace EndToEnd.Tests.Doors;

/// <summary>The table of what upstream systems may say (R45, R46): each line is given to every door.</summary>
public static class DoorCases
{
    public static TheoryData<DoorCase> All { get; } =
    [
        .. Instants,
        .. Ids,
        .. Texts,
        .. Numbers,
        .. Shapes,
    ];

    private static IEnumerable<DoorCase> Instants =>
    [
        Ended("in UTC", "2026-01-01T12:00:00Z") with { Stored = "2026-01-01T12:00:00" },
        Ended("in lower case", "2026-01-01t12:00:00z") with { Stored = "2026-01-01T12:00:00" },
        Ended("with an offset", "2026-01-01T12:00:00+02:00") with { Stored = "2026-01-01T10:00:00" },
        Ended("with an unknown offset", "2026-01-01T12:00:00-00:00") with { Stored = "2026-01-01T12:00:00" },
        Ended("with nine digits before midnight", "2026-01-01T23:59:59.999999999Z") with { Stored = "2026-01-01T23:59:59.999999" },
        Ended("with twenty digits", "2026-01-01T12:00:00.12345678901234567890Z") with { Stored = "2026-01-01T12:00:00.123456" },
        Ended("the first of 1970", "1970-01-01T00:00:00Z") with { Stored = "1970-01-01T00:00:00" },
        Ended("without an offset", "2026-01-01T12:00:00", "endedAt"),
        Ended("without a time", "2026-01-01", "endedAt"),
        Ended("with a line break", "2026-01-01T12:00:00Z\\n", "endedAt"),
        Ended("with a leap second", "2016-12-31T23:59:60Z", "endedAt"),
        Ended("with a blank for the T", "2026-01-01 12:00:00Z", "endedAt"),
        Ended("with a blank at its end", "2026-01-01T12:00:00Z ", "endedAt"),
        Ended("with the largest offset", "2026-01-01T12:00:00+23:59") with { Stored = "2025-12-31T12:01:00" },
        Ended("with an offset of a day", "2026-01-01T12:00:00+24:00", "endedAt"),
        Ended("with an offset without its colon", "2026-01-01T12:00:00+0200", "endedAt"),
        Ended("with a minus sign of mathematics", "2026-01-01T12:00:00\\u221202:00", "endedAt"),
        Ended("with a fraction after a comma", "2026-01-01T12:00:00,5Z", "endedAt"),
        Ended("with a point and no fraction", "2026-01-01T12:00:00.Z", "endedAt"),
        Ended("with the hour 24", "2026-01-01T24:00:00Z", "endedAt"),
        Ended("on a day that there is not", "2026-02-29T12:00:00Z", "endedAt"),
        Ended("in full-width digits", "２０２６-01-01T12:00:00Z", "endedAt"),
        Ended("before 1970", "1969-12-31T23:59:59Z", "endedAt"),
        Ended("in 9999", "9999-12-31T23:59:59Z", "endedAt"),
        Of("a number", "contract-ended", """{ "contractId": "{id}", "endedAt": 1767268800 }""", "endedAt"),
        Of("null", "contract-ended", """{ "contractId": "{id}", "endedAt": null }""", "endedAt"),
        Since("an account of before 1970", "\"1969-12-31T23:59:59Z\"", "clientSince"),
        Since("an account without an offset", "\"2026-01-01T12:00:00\"", "clientSince"),
        Since("an account of a number", "12", "clientSince"),
        Since("an account that was opened after the contract began", "\"2026-01-01T12:00:00.000001Z\"", "clientSince"),
        Since("an account of unknown age", "null"),
        Since("an account of a known age", "\"2025-12-31T13:00:00+01:00\""),
        Profile("of 2999", "Ada", "ada@example.org", "changedAt", "2999-01-01T00:00:00Z"),
    ];

    private static IEnumerable<DoorCase> Ids =>
    [
        Id("with a slash", "{id}/a"),
        Id("with a percent sign", "{id}%2Fa"),
        Id("of 64 characters", "{id}" + new string('x', 32)),
        Id("with a blank within, and punctuation", "{id} ;?#\\\\\\\"&+=,:@"),
        Id("with an emoji", "{id}😀"),
        Id("with a combining character", "{id}e\\u0301"),
        Id("with dots within", "{id}/../x"),
        Id("of 65 characters", "{id}" + new string('x', 33), "contractId"),
        Id("empty", "", "contractId"),
        Id("of one dot", ".", "contractId"),
        Id("of two dots", "..", "contractId"),
        Id("that ends with a blank", "{id} ", "contractId"),
        Id("that begins with a no-break space", "\\u00a0{id}", "contractId"),
        Id("with a NUL", "{id}\\u0000", "contractId"),
        Id("with a line break", "{id}\\r\\nforged", "contractId"),
        Id("with an escape sequence", "{id}\\u001b[2J", "contractId"),
        Id("with half a character", "{id}\\ud800", "contractId"),
        Ended("with an event id with a line break", "2026-01-01T12:00:00Z", "eventId") with { EventId = "{id}\\r\\nforged" },
        Ended("with an event id of two dots", "2026-01-01T12:00:00Z", "eventId") with { EventId = ".." },
        Started("the client as the freelancer", "Garden", "freelancerId", freelancer: "client-{id}"),
        Started("an agency without an id", "Garden", "agencyId", agency: "\"\""),
    ];

    private static IEnumerable<DoorCase> Texts =>
    [
        Started("a title of 200 characters", new string('x', 200)),
        Started("a title of 201 characters", new string('x', 201), "title"),
        Started("a title of two lines", "Garden\\r\\nforged", "title"),
        Started("a title with an escape sequence", "Garden\\u001b[2J", "title"),
        Started("a title of two lines by a line separator", "Garden\\u2028forged", "title"),
        Started("a title that reverses what stands after it", "Garden\\u202eforged", "title"),
        Started("a title that leaves what stands around it", "Garden\\u2069forged", "title"),
        Started("a blank title", "  ", "title"),
        Started("a title that nobody sees", "\\u200b\\u2060", "title"),
        Feedback("a comment of 10,000 characters", "4.5", new string('x', 10_000)),
        Feedback("a comment of 10,001 characters", "4.5", new string('x', 10_001), "comment"),
        Feedback("a comment of two lines", "4.5", "Fine\\r\\nwork"),
        Feedback("a comment with a NUL", "4.5", "Fine\\u0000", "comment"),
        Profile("with an address that only its server can judge", "Ada", "a..b@example.org") with { Stored = "a..b@example.org" },
        Profile("with an address in other letters", "Ada", "jürgen@bücher.example") with { Stored = "jürgen@bücher.example" },
        Profile("with an address of two lines", "Ada", "a@example.org\\r\\nBcc:b@example.org", "email"),
        Profile("with an address that is none", "Ada", "nowhere", "email"),
        Profile("with an empty address", "Ada", "", "email"),
        Of("a profile in a language that there is not", "user-profile-changed", """
            { "userId": "{id}", "displayName": "Ada", "changedAt": "2026-01-01T12:00:00Z", "locale": "xx" }
            """, "locale"),
        Of("a profile in a time zone that there is not", "user-profile-changed", """
            { "userId": "{id}", "displayName": "Ada", "changedAt": "2026-01-01T12:00:00Z", "timeZone": "Europe/Nowhere" }
            """, "timeZone"),
        Erased("without an instant", "\"userId\": \"user-{id}\"", "erasedAt"),
        Erased("with an instant without an offset", "\"userId\": \"user-{id}\", \"erasedAt\": \"2026-01-01T12:00:00\"", "erasedAt"),
        Erased("of nobody", "\"userId\": \"\", \"erasedAt\": \"2026-01-01T12:00:00Z\"", "userId"),
        Profile("with a name of two lines", "Ada\\r\\nBcc: b@example.org", "ada@example.org", "displayName"),
        Profile("with a name that reverses what stands after it", "Ada\\u202e", "ada@example.org", "displayName"),
        Profile("with a name that nobody sees", "\\u200b", "ada@example.org", "displayName"),
        Profile("with a name of joined letters", "\\u0645\\u06cc\\u200c\\u062e\\u200f 👩\\u200d💻", "ada@example.org"),
        Kind("a bonus", "\"bonus\""),
        Kind("a payment of no kind", "null"),
        Kind("a payment of an empty kind", "\"\"", "kind"),
        Kind("a payment of another kind", "\"Bonus\"", "kind"),
        Kind("a payment of a kind that is a number", "1", "kind"),
        Payment("a currency in lower case", "1", "currency", currency: "usd"),
        Payment("a currency of four letters", "1", "currency", currency: "USDX"),
    ];

    private static IEnumerable<DoorCase> Numbers =>
    [
        Payment("the largest amount", "999999999999"),
        Payment("a negative amount", "-0.0001"),
        Payment("an amount with zeros at its end", "1.50000000"),
        Payment("an amount with an exponent", "15e-1"),
        Payment("an amount beyond the column", "1000000000000", "amount"),
        Payment("an amount that would be rounded", "999999999999999.99996", "amount"),
        Payment("an amount with five digits after the point", "0.00001", "amount"),
        Payment("an amount beyond all numbers", "1e400", "amount"),
        Payment("an amount with an exponent beyond all numbers", "1e99999999999", "amount"),
        Payment("an amount of nothing with such an exponent", "0e99999999999"),
        Payment("an amount of less than nothing", "-0"),
        Payment("an amount below all numbers", "1e-400", "amount"),
        Payment("an amount with more digits than a number holds", "1." + new string('0', 40) + "1", "amount"),
        Payment("an amount with more zeros than a number holds", "1." + new string('0', 40)),
        Payment("an amount as text", "\"12\"", "amount") with { IsForEnvelopes = false },
        Payment("no amount", "null", "amount"),
        Feedback("the lowest score", "1", "Fine."),
        Feedback("the highest score", "5.0", "Fine."),
        Feedback("a score of 0", "0", "Fine.", "score"),
        Feedback("a score that is nearly 1", "0." + new string('9', 40), "Fine.", "score"),
        Feedback("a score above 5", "5.01", "Fine.", "score"),
        Feedback("a score that would be rounded", "4.755", "Fine.", "score"),
    ];

    private static IEnumerable<DoorCase> Shapes =>
    [
        Of("an unknown member", "contract-ended", """{ "contractId": "{id}", "endedAt": "2026-01-01T12:00:00Z", "mood": 5 }""", "mood"),
        Of("no contract", "contract-ended", """{ "endedAt": "2026-01-01T12:00:00Z" }""", "contractId"),
        Of("a contract that is null", "contract-ended", """{ "contractId": null, "endedAt": "2026-01-01T12:00:00Z" }""", "contractId"),
        Of("a contract that is a number", "contract-ended", """{ "contractId": 12, "endedAt": "2026-01-01T12:00:00Z" }""", "contractId"),
        Of(
            "two contracts", "contract-ended",
            """{ "contractId": "{id}", "endedAt": "2026-01-01T12:00:00Z", "contractId": "other-{id}" }""", "contractId"),
        Of(
            "two contracts, one of them escaped", "contract-ended",
            """{ "contractId": "{id}", "endedAt": "2026-01-01T12:00:00Z", "contract\u0049d": "other-{id}" }""", "contractId"),
        Of(
            "a member in other letters", "contract-ended",
            """{ "contractID": "{id}", "endedAt": "2026-01-01T12:00:00Z" }""", "contractI"),
    ];

    private static DoorCase Of(string name, string type, string data, string? refused = null) => new(name, type, data, refused);

    private static DoorCase Id(string name, string id, string? refused = null) =>
        Of($"an id {name}", "contract-ended", $$"""{ "contractId": "{{id}}", "endedAt": "2026-01-01T12:00:00Z" }""", refused);

    private static DoorCase Ended(string name, string endedAt, string? refused = null) =>
        Of($"an instant {name}", "contract-ended", $$"""{ "contractId": "{id}", "endedAt": "{{endedAt}}" }""", refused);

    private static DoorCase Started(
        string name, string title, string? refused = null, string freelancer = "freelancer-{id}", string agency = "null") =>
        Of(name, "contract-started", $$"""
            { "contractId": "{id}", "clientId": "client-{id}", "freelancerId": "{{freelancer}}", "agencyId": {{agency}},
              "title": "{{title}}", "startedAt": "2026-01-01T12:00:00Z" }
            """, refused);

    private static DoorCase Since(string name, string clientSince, string? refused = null) =>
        Of(name, "contract-started", $$"""
            { "contractId": "{id}", "clientId": "client-{id}", "freelancerId": "freelancer-{id}", "title": "Garden",
              "startedAt": "2026-01-01T12:00:00Z", "clientSince": {{clientSince}} }
            """, refused);

    private static DoorCase Kind(string name, string kind, string? refused = null) =>
        Of(name, "payment-made", $$"""
            { "paymentId": "{id}", "contractId": "contract-{id}", "amount": 1, "currency": "USD", "paidAt": "2026-01-01T12:00:00Z",
              "kind": {{kind}} }
            """, refused);

    private static DoorCase Payment(string name, string amount, string? refused = null, string currency = "USD") =>
        Of(name, "payment-made", $$"""
            { "paymentId": "{id}", "contractId": "contract-{id}", "amount": {{amount}}, "currency": "{{currency}}",
              "paidAt": "2026-01-01T12:00:00Z" }
            """, refused);

    private static DoorCase Feedback(string name, string score, string comment, string? refused = null) =>
        Of(name, "end-of-contract-feedback-given", $$"""
            { "feedbackId": "{id}", "contractId": "contract-{id}", "authorId": "client-{id}", "recipientId": "freelancer-{id}",
              "score": {{score}}, "comment": "{{comment}}", "givenAt": "2026-01-01T12:00:00Z" }
            """, refused);

    private static DoorCase Erased(string name, string members, string refused) =>
        Of($"an erasure {name}", "user-erased", $"{{ {members} }}", refused);

    private static DoorCase Profile(
        string name, string displayName, string email, string? refused = null, string changedAt = "2026-01-01T12:00:00Z") =>
        Of($"a profile {name}", "user-profile-changed", $$"""
            { "userId": "{id}", "displayName": "{{displayName}}", "email": "{{email}}", "changedAt": "{{changedAt}}" }
            """, refused);
}
