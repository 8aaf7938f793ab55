using Shouldly;

namespace Contracts.Messages.Tests;

/// <summary>The one set of rules of both doors, and where the two still differ.</summary>
public sealed class When_an_upstream_event_is_checked
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PaymentMade s_payment = new()
    {
        EventId = "e-1",
        PaymentId = "p-1",
        ContractId = "c-1",
        Amount = 250,
        Currency = "USD",
        PaidAt = s_at,
    };

    private static readonly UserProfileChanged s_profile = new()
    {
        EventId = "e-1",
        UserId = "u-1",
        DisplayName = "Ada",
        Email = "ada@example.org",
        ChangedAt = s_at,
    };

    public static TheoryData<string, object> RefusedByBoth => new()
    {
        { "paymentId", s_payment with { PaymentId = "" } },
        { "contractId", s_payment with { ContractId = new string('x', Limits.MaxIdLength + 1) } },
        { "contractId", s_payment with { ContractId = "a\0b" } },
        { "contractId", s_payment with { ContractId = "\ud800" } },
        { "amount", s_payment with { Amount = decimal.MaxValue } },
        { "paidAt", s_payment with { PaidAt = default } },
        { "paidAt", s_payment with { PaidAt = DateTimeOffset.MaxValue } },
        { "displayName", s_profile with { DisplayName = " " } },
        { "displayName", s_profile with { DisplayName = new string('x', Limits.MaxDisplayNameLength + 1) } },
    };

    public static TheoryData<string, object> RefusedByHttpAlone => new()
    {
        { "contractId", s_payment with { ContractId = " " } },
        { "contractId", s_payment with { ContractId = "a\nb" } },
        { "currency", s_payment with { Currency = "usd" } },
        { "currency", s_payment with { Currency = "US" } },
        { "amount", s_payment with { Amount = 1_000_000_000_000m } },
        { "paidAt", s_payment with { PaidAt = new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero) } },
        { "email", s_profile with { Email = "nowhere" } },
        { "changedAt", s_profile with { ChangedAt = default } },
    };

    [Fact]
    public void Should_take_what_is_well_formed()
    {
        UpstreamRules.Http.ProblemsOf(s_payment).ShouldBeEmpty();
        UpstreamRules.Http.ProblemsOf(s_profile).ShouldBeEmpty();
        UpstreamRules.Broker.ProblemsOf(s_payment).ShouldBeEmpty();
        UpstreamRules.Broker.ProblemsOf(s_profile).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(RefusedByBoth))]
    public void Should_name_the_member_that_neither_door_takes(string member, object message)
    {
        UpstreamRules.Http.ProblemsOf(message).ShouldHaveSingleItem().Member.ShouldBe(member);
        UpstreamRules.Broker.ProblemsOf(message).ShouldHaveSingleItem().Member.ShouldBe(member);
    }

    [Theory]
    [MemberData(nameof(RefusedByHttpAlone))]
    public void Should_name_the_member_that_the_HTTP_door_alone_refuses(string member, object message)
    {
        UpstreamRules.Http.ProblemsOf(message).ShouldHaveSingleItem().Member.ShouldBe(member);
        UpstreamRules.Broker.ProblemsOf(message).ShouldBeEmpty();
    }

    [Fact]
    public void Should_refuse_to_check_what_is_no_upstream_event() =>
        Should.Throw<ArgumentException>(() => UpstreamRules.Http.ProblemsOf(new object()));
}
