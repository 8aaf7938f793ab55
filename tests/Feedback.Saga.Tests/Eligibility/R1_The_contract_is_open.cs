using Contracts.Messages;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R1_The_contract_is_open
{
    [Fact]
    public void R1_An_open_contract_allows_both()
    {
        CodesAgainstRequesting(Eligible).ShouldBeEmpty();
        CodesAgainstProviding(Eligible).ShouldBeEmpty();
    }

    [Fact]
    public void R1_An_end_after_the_instant_has_not_happened_yet()
    {
        var facts = Eligible with { EndedAt = Now + Step };

        CodesAgainstRequesting(facts).ShouldBeEmpty();
        CodesAgainstProviding(facts).ShouldBeEmpty();
    }

    [Fact]
    public void R1_R20_An_end_at_the_very_instant_refuses_both_for_good()
    {
        var facts = Eligible with { EndedAt = Now };

        CodesAgainstProviding(facts).ShouldBe([RefusalCodes.ContractEnded]);
        Default.AgainstRequesting(facts).ShouldHaveSingleItem().EndsAt.ShouldBeNull();
    }
}
