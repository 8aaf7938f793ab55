using Feedback.Saga.Moderation;
using Shouldly;
using static Contracts.Messages.FeedbackVisibilities;
using static Contracts.Messages.ModerationActions;

namespace Feedback.Saga.Tests.Moderation;

/// <summary>What each action does in each state (R58).</summary>
public sealed class Each_action_on_feedback
{
    // Action, visibility and status of the report; visibility then, status then, and the code of a refusal.
    public static TheoryData<string, string, string?, string, string?, string?> Cells => new()
    {
        { Hold, Visible, null, Held, null, null },
        { Hold, Visible, "open", Held, "open", null },
        { Hold, Visible, "dismissed", Held, "dismissed", null },
        { Hold, Held, "open", Held, "open", "nothing" },
        { Hold, TakenDown, "upheld", TakenDown, "upheld", "feedback-taken-down" },
        { Restore, Visible, "open", Visible, "open", "nothing" },
        { Restore, Held, null, Visible, null, null },
        { Restore, Held, "open", Visible, "dismissed", null },
        { Restore, TakenDown, "upheld", Visible, "dismissed", null },
        { TakeDown, Visible, null, TakenDown, null, null },
        { TakeDown, Visible, "open", TakenDown, "upheld", null },
        { TakeDown, Held, "open", TakenDown, "upheld", null },
        { TakeDown, Visible, "dismissed", TakenDown, "upheld", null },
        { TakeDown, TakenDown, "upheld", TakenDown, "upheld", "nothing" },
        { Dismiss, Visible, null, Visible, null, "not-reported" },
        { Dismiss, Visible, "open", Visible, "dismissed", null },
        { Dismiss, Visible, "dismissed", Visible, "dismissed", "nothing" },
        { Dismiss, Held, "open", Held, "open", "feedback-held" },
        { Dismiss, TakenDown, "upheld", TakenDown, "upheld", "feedback-taken-down" },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void R58_Should_lead_where_the_table_says(
        string action, string visibility, string? report, string then, string? reportThen, string? outcome)
    {
        var decision = ModerationDecision.Of(action, visibility, report);

        decision.Visibility.ShouldBe(then);
        decision.IsChange.ShouldBe(outcome is null);
        decision.Refusal?.Code.ShouldBe(outcome);
        if (decision.IsChange)
            (report is null ? null : decision.ReportStatus ?? report).ShouldBe(reportThen);
    }

    [Fact]
    public void R58_Should_be_one_of_the_four() =>
        Should.Throw<ArgumentException>(() => ModerationDecision.Of("delete", Visible, report: null)).Message.ShouldContain("'delete'");
}
