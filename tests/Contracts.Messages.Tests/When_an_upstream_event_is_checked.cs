using Shouldly;

namespace Contracts.Messages.Tests;

/// <summary>The one set of rules of HTTP and the broker, and where the two differ.</summary>
public sealed class When_an_upstream_event_is_checked
{
    private static readonly DateTimeOffset _at = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PaymentMade _payment = new()
    {
        EventId = "e-1",
        PaymentId = "p-1",
        ContractId = "c-1",
        Amount = 250,
        Currency = "USD",
        PaidAt = _at,
    };

    private static readonly UserProfileChanged _profile = new()
    {
        EventId = "e-1",
        UserId = "u-1",
        DisplayName = "Ada",
        Email = "ada@example.org",
        ChangedAt = _at,
    };

    public static TheoryData<string, object> RefusedByBoth => new()
    {
        { "paymentId", _payment with { PaymentId = "" } },
        { "contractId", _payment with { ContractId = new string('x', Limits.MaxIdLength + 1) } },
        { "contractId", _payment with { ContractId = "a\0b" } },
        { "contractId", _payment with { ContractId = "\ud800" } },
        { "amount", _payment with { Amount = decimal.MaxValue } },
        { "paidAt", _payment with { PaidAt = default } },
        { "paidAt", _payment with { PaidAt = DateTimeOffset.MaxValue } },
        { "displayName", _profile with { DisplayName = " " } },
        { "displayName", _profile with { DisplayName = new string('x', Limits.MaxDisplayNameLength + 1) } },
    };

    public static TheoryData<string, object> RefusedByHttpAlone => new()
    {
        { "contractId", _payment with { ContractId = "a\nb" } },
        { "currency", _payment with { Currency = "usd" } },
        { "currency", _payment with { Currency = "US" } },
        { "amount", _payment with { Amount = 1_000_000_000_000m } },
        { "paidAt", _payment with { PaidAt = new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero) } },
        { "email", _profile with { Email = "nowhere" } },
        { "changedAt", _profile with { ChangedAt = default } },
    };

    [Fact]
    public void Should_take_what_is_well_formed()
    {
        UpstreamRules.Http.ProblemsOf(_payment).ShouldBeEmpty();
        UpstreamRules.Http.ProblemsOf(_profile).ShouldBeEmpty();
        UpstreamRules.Broker.ProblemsOf(_payment).ShouldBeEmpty();
        UpstreamRules.Broker.ProblemsOf(_profile).ShouldBeEmpty();
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
