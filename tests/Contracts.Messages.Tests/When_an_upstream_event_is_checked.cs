using Shouldly;

namespace Contracts.Messages.Tests;

/// <summary>The one set of rules of HTTP and the broker (R46).</summary>
public sealed class When_an_upstream_event_is_checked
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ContractStarted _start = new()
    {
        EventId = "e-1",
        ContractId = "c-1",
        ClientId = "clara",
        FreelancerId = "felix",
        Title = "Web shop",
        StartedAt = _now,
    };

    private static readonly PaymentMade _payment = new()
    {
        EventId = "e-1",
        PaymentId = "p-1",
        ContractId = "c-1",
        Amount = 250,
        Currency = "USD",
        PaidAt = _now,
    };

    private static readonly EndOfContractFeedbackGiven _feedback = new()
    {
        EventId = "e-1",
        FeedbackId = "f-1",
        ContractId = "c-1",
        AuthorId = "clara",
        RecipientId = "felix",
        Score = 4.75m,
        GivenAt = _now,
    };

    private static readonly UserProfileChanged _profile = new()
    {
        EventId = "e-1",
        UserId = "u-1",
        DisplayName = "Ada",
        Email = "ada@example.org",
        ChangedAt = _now,
    };

    private static readonly UserErased _erased = new() { EventId = "e-1", UserId = "u-1", ErasedAt = _now };

    public static TheoryData<object> Taken =>
    [
        _start,
        _start with { AgencyId = "felix" },
        _start with { FreelancerId = "Clara" },
        _start with { StartedAt = DateTimeOffset.UnixEpoch },
        _start with { ClientSince = DateTimeOffset.UnixEpoch },
        _start with { ClientSince = _start.StartedAt },
        _start with { StartedAt = _now.AddDays(1), ClientSince = _now.AddDays(1) },
        _payment,
        _payment with { Kind = "regular" },
        _payment with { Kind = "bonus" },
        _payment with { Amount = 999_999_999_999m },
        _payment with { Amount = -0.0001m },
        _payment with { Amount = 1.50000000m },
        _payment with { PaidAt = _now.AddDays(1) },
        _feedback,
        _feedback with { Score = 1 },
        _feedback with { Score = 5.000m },
        _feedback with { Comment = "" },
        _feedback with { Comment = new string('x', Limits.MaxUpstreamCommentLength) },
        _feedback with { Comment = "Fine\r\nwork" },
        _profile,
        _profile with { DisplayName = "\u0645\u06cc\u200c\u062e\u200f 👩\u200d💻" },
        _profile with { Email = null },
        _profile with { Email = "a..b@example.org" },
        _profile with { Email = "jürgen@bücher.example" },
        _profile with { ChangedAt = _now.AddDays(1) },
        _profile with { Locale = "de", TimeZone = "Europe/Berlin" },
        _profile with { Locale = "es-419", TimeZone = "America/Argentina/Buenos_Aires" },
        _profile with { Locale = "zh-Hant-TW", TimeZone = "UTC" },
        _profile with { Locale = "fil", TimeZone = "America/Port-au-Prince" },
        _erased,
        _erased with { DisplayName = "Ada", Email = "ada@example.org" },
        _erased with { ErasedAt = _now.AddDays(1) },
    ];

    public static TheoryData<string, object> Refused => new()
    {
        { "eventId", _start with { EventId = "e\r\nforged" } },
        { "clientSince", _start with { ClientSince = DateTimeOffset.UnixEpoch.AddTicks(-1) } },
        { "clientSince", _start with { ClientSince = _start.StartedAt.AddTicks(1) } },
        { "kind", _payment with { Kind = "" } },
        { "kind", _payment with { Kind = "Bonus" } },
        { "kind", _payment with { Kind = "tip" } },
        { "eventId", _erased with { EventId = "" } },
        { "userId", _erased with { UserId = "." } },
        { "displayName", _erased with { DisplayName = "" } },
        { "displayName", _erased with { DisplayName = "Ada\u202e" } },
        { "email", _erased with { Email = "nowhere" } },
        { "erasedAt", _erased with { ErasedAt = default } },
        { "erasedAt", _erased with { ErasedAt = _now.AddDays(1).AddTicks(1) } },
        { "eventId", _start with { EventId = "e\u001b[2J" } },
        { "contractId", _start with { ContractId = "a\nb" } },
        { "freelancerId", _start with { FreelancerId = "clara" } },
        { "title", _start with { Title = "Web\r\nshop" } },
        { "title", _start with { Title = "Web\u001bshop" } },
        { "title", _start with { Title = "Web\u2028shop" } },
        { "title", _start with { Title = "Web\u2029shop" } },
        { "title", _start with { Title = "Web\u202eshop" } },
        { "title", _start with { Title = "Web\u2066shop" } },
        { "title", _start with { Title = " " } },
        { "title", _start with { Title = "\u200b \u2060" } },
        { "title", _start with { Title = new string('x', Limits.MaxTitleLength + 1) } },
        { "startedAt", _start with { StartedAt = DateTimeOffset.UnixEpoch.AddTicks(-1) } },
        { "startedAt", _start with { StartedAt = _now.AddDays(1).AddTicks(1) } },
        { "paymentId", _payment with { PaymentId = "" } },
        { "contractId", _payment with { ContractId = new string('x', Limits.MaxIdLength + 1) } },
        { "contractId", _payment with { ContractId = "a\0b" } },
        { "contractId", _payment with { ContractId = "\ud800" } },
        { "amount", _payment with { Amount = decimal.MaxValue } },
        { "amount", _payment with { Amount = 1_000_000_000_000m } },
        { "amount", _payment with { Amount = 999_999_999_999.99996m } },
        { "amount", _payment with { Amount = 0.00001m } },
        { "currency", _payment with { Currency = "usd" } },
        { "currency", _payment with { Currency = "US" } },
        { "currency", _payment with { Currency = "U\nD" } },
        { "paidAt", _payment with { PaidAt = default } },
        { "paidAt", _payment with { PaidAt = DateTimeOffset.MaxValue } },
        { "score", _feedback with { Score = 0 } },
        { "score", _feedback with { Score = 0.99m } },
        { "score", _feedback with { Score = 5.01m } },
        { "score", _feedback with { Score = 4.755m } },
        { "recipientId", _feedback with { RecipientId = "clara" } },
        { "comment", _feedback with { Comment = new string('x', Limits.MaxUpstreamCommentLength + 1) } },
        { "comment", _feedback with { Comment = "a\0b" } },
        { "displayName", _profile with { DisplayName = " " } },
        { "displayName", _profile with { DisplayName = "\ufeff\u200d" } },
        { "displayName", _profile with { DisplayName = "Ada\u2069" } },
        { "displayName", _profile with { DisplayName = "Ada\r\nBcc: all@example.org" } },
        { "displayName", _profile with { DisplayName = new string('x', Limits.MaxDisplayNameLength + 1) } },
        { "email", _profile with { Email = "nowhere" } },
        { "email", _profile with { Email = "" } },
        { "email", _profile with { Email = "a\ud800@example.org" } },
        { "email", _profile with { Email = "a@example.org\r\nBcc:all@example.org" } },
        { "locale", _profile with { Locale = "" } },
        { "locale", _profile with { Locale = "German" } },
        { "locale", _profile with { Locale = "de_DE" } },
        { "locale", _profile with { Locale = "xx" } },
        { "locale", _profile with { Locale = "de\r\nforged" } },
        { "locale", _profile with { Locale = "de-" + new string('x', Limits.MaxLocaleLength) } },
        { "timeZone", _profile with { TimeZone = "" } },
        { "timeZone", _profile with { TimeZone = "Europe/Nowhere" } },
        { "timeZone", _profile with { TimeZone = "W. Europe Standard Time" } },
        { "timeZone", _profile with { TimeZone = "+01:00" } },
        { "timeZone", _profile with { TimeZone = "../../etc/passwd" } },
        { "timeZone", _profile with { TimeZone = "Europe/Berlin\n" } },
        { "changedAt", _profile with { ChangedAt = default } },
        { "changedAt", _profile with { ChangedAt = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero) } },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public void R46_Should_take_what_is_well_formed(object message) =>
        UpstreamRules.ProblemsOf(message, _now).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Refused))]
    public void R46_Should_name_the_member_that_is_not(string member, object message) =>
        UpstreamRules.ProblemsOf(message, _now).ShouldHaveSingleItem().Member.ShouldBe(member);

    [Fact]
    public void Should_refuse_to_check_what_is_no_upstream_event() =>
        Should.Throw<ArgumentException>(() => UpstreamRules.ProblemsOf(new object(), _now));
}
