using Contracts.Messages;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R1_The_contract_is_open
{
    [Fact]
    public void R1_An_open_contract_allows_both()
    {
        CodesAgainstAsking(Eligible).ShouldBeEmpty();
        CodesAgainstGiving(Eligible).ShouldBeEmpty();
    }

    [Fact]
    public void R1_An_end_after_the_instant_has_not_happened_yet()
    {
        var facts = Eligible with { EndedAt = Now + Step };

        CodesAgainstAsking(facts).ShouldBeEmpty();
        CodesAgainstGiving(facts).ShouldBeEmpty();
    }

    [Fact]
    public void R1_R20_An_end_at_the_very_instant_refuses_both_for_good()
    {
        var facts = Eligible with { EndedAt = Now };

        CodesAgainstGiving(facts).ShouldBe([RefusalCodes.ContractEnded]);
        Default.AgainstAsking(facts).ShouldHaveSingleItem().EndsAt.ShouldBeNull();
    }
}
