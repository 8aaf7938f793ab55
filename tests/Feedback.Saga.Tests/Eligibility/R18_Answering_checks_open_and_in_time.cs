using Contracts.Messages;
using Feedback.Saga.Eligibility;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R18_Answering_checks_open_and_in_time
{
    /// <summary>Facts that would refuse unasked feedback on every count but the end.</summary>
    private static readonly ContractFacts _otherwiseRefused = Eligible with
    {
        StartedAt = Now.AddDays(-20),
        LastPaymentAt = null,
        LastFeedbackAt = null,
    };

    [Fact]
    public void R18_What_was_settled_by_the_request_is_not_checked_again() =>
        CodesAgainstProviding(_otherwiseRefused with { Request = Waiting(Now.AddDays(-13)) }).ShouldBeEmpty();

    [Fact]
    public void R18_R20_But_an_ended_contract_refuses() =>
        CodesAgainstProviding(_otherwiseRefused with { Request = Waiting(Now.AddDays(-13)), EndedAt = Now })
            .ShouldBe([RefusalCodes.ContractEnded]);

    [Fact]
    public void R11_The_last_moment_is_in_time() =>
        CodesAgainstProviding(_otherwiseRefused with { Request = Waiting(Now + Step - TimeSpan.FromDays(14)) }).ShouldBeEmpty();

    [Fact]
    public void R11_R12_At_the_expiry_it_is_too_late_and_judged_as_unasked() =>
        CodesAgainstProviding(_otherwiseRefused with { Request = Waiting(Now - TimeSpan.FromDays(14)) })
            .ShouldBe([RefusalCodes.ContractTooYoung, RefusalCodes.NoRecentPayment]);

    [Fact]
    public void R11_A_timer_that_was_handled_first_does_not_undo_an_answer_in_time()
    {
        var expired = Waiting(Now + Step - TimeSpan.FromDays(14)) with { EndedAt = Now + Step };

        CodesAgainstProviding(_otherwiseRefused with { Request = expired }).ShouldBeEmpty();
    }

    [Fact]
    public void R18_An_answered_request_settles_nothing_more()
    {
        var answered = Waiting(Now.AddDays(-5)) with { EndedAt = Now.AddDays(-1), Answered = true };

        CodesAgainstProviding(Eligible with { Request = answered, LastFeedbackAt = Now.AddDays(-1) })
            .ShouldBe([RefusalCodes.RecentFeedback]);
    }

    [Fact]
    public void R4_A_second_late_answer_to_an_expired_request_is_recent_feedback()
    {
        var expired = Waiting(Now.AddDays(-5)) with { EndedAt = Now.AddDays(9) };

        CodesAgainstProviding(Eligible with { Request = expired, LastFeedbackAt = Now.AddDays(-1) })
            .ShouldBe([RefusalCodes.RecentFeedback]);
    }

    [Fact]
    public void R18_What_was_submitted_before_an_ended_request_was_made_is_unasked()
    {
        var closed = Waiting(Now + Step) with { EndedAt = Now.AddDays(1) };

        CodesAgainstProviding(_otherwiseRefused with { Request = closed })
            .ShouldBe([RefusalCodes.ContractTooYoung, RefusalCodes.NoRecentPayment]);
    }
}
