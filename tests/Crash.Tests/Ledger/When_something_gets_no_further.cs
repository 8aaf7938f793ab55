using Crash.Ledger;
using Crash.Workload;
using Shouldly;
using Xunit;

namespace Crash.Tests.Ledger;

public sealed class When_something_gets_no_further
{
    private readonly Evidence _evidence = TestData.SoundEvidence();

    [Fact]
    public void Should_find_a_request_that_waits_beyond_its_time() =>
        Audit.Run(_evidence with { At = TestData.Now.AddDays(1) })
            .ShouldContain(finding => finding.Fate == Fate.Stuck && finding.What == "request" && finding.Id == $"{TestData.Waiting}");

    [Fact]
    public void Should_find_an_overdue_timer() =>
        Audit.Run(_evidence with { At = TestData.Now.AddDays(1) })
            .ShouldContain(finding => finding.Fate == Fate.Stuck && finding.What == "outbox row");

    [Fact]
    public void Should_find_a_parked_row() =>
        Stuck(_evidence with
        {
            Databases = _evidence.Databases with { Outbox = [.. _evidence.Databases.Outbox.Select(row => row with { IsParked = true })] },
        }).What.ShouldBe("outbox row");

    [Fact]
    public void Should_find_an_email_that_was_not_handed_over() =>
        Audit.Run(_evidence with
        {
            Databases = _evidence.Databases with
            {
                Deliveries = [.. _evidence.Databases.Deliveries.Select(
                row => row with { Status = "retrying" })]
            },
        }).ShouldAllBe(finding => finding.Fate == Fate.Stuck && finding.What == "email");

    [Fact]
    public void Should_find_a_queue_that_is_not_empty() =>
        Stuck(_evidence with { Waiting = new Dictionary<string, long> { ["feedback-request"] = 1 } }).Id.ShouldBe("feedback-request");

    [Fact]
    public void Should_find_a_call_without_a_response()
    {
        var withoutResponse = TestData.Outcome(Guid.NewGuid(), isRequest: true) with { Result = CallResult.NoResponse, Id = null };

        Stuck(_evidence with { Outcomes = [.. _evidence.Outcomes, withoutResponse] }).What.ShouldBe("call");
    }

    [Fact]
    public void Should_say_why_messages_lie_in_an_error_queue()
    {
        var finding = Audit.Run(_evidence with
        {
            Waiting = new Dictionary<string, long> { ["feedback-request_error"] = 2 },
            Errors = new Dictionary<string, IReadOnlyList<string>> { ["feedback-request_error"] = ["2 × expired\nhere"] },
        }).ShouldHaveSingleItem();

        finding.Fate.ShouldBe(Fate.Wrong);
        finding.Detail.ShouldBe("holds 2: 2 × expired");
    }

    private static Finding Stuck(Evidence evidence)
    {
        var finding = Audit.Run(evidence).ShouldHaveSingleItem();
        finding.Fate.ShouldBe(Fate.Stuck);
        return finding;
    }
}
