using Crash.Ledger;
using Crash.Workload;
using Shouldly;
using Xunit;

namespace Crash.Tests.Ledger;

public sealed class When_something_gets_no_further
{
    private readonly Evidence _books = Books.InOrder();

    [Fact]
    public void Should_find_a_request_that_waits_beyond_its_time() =>
        Audit.Run(_books with { At = Books.Now.AddDays(1) })
            .ShouldContain(finding => finding.Fate == Fate.Stuck && finding.What == "request" && finding.Id == $"{Books.Waiting}");

    [Fact]
    public void Should_find_an_overdue_timer() =>
        Audit.Run(_books with { At = Books.Now.AddDays(1) })
            .ShouldContain(finding => finding.Fate == Fate.Stuck && finding.What == "outbox row");

    [Fact]
    public void Should_find_a_parked_row() =>
        Stuck(_books with
        {
            Databases = _books.Databases with { Outbox = [.. _books.Databases.Outbox.Select(row => row with { IsParked = true })] },
        }).What.ShouldBe("outbox row");

    [Fact]
    public void Should_find_an_email_that_was_not_handed_over() =>
        Audit.Run(_books with
        {
            Databases = _books.Databases with
            {
                Deliveries = [.. _books.Databases.Deliveries.Select(
                row => row with { Status = "retrying" })]
            },
        }).ShouldAllBe(finding => finding.Fate == Fate.Stuck && finding.What == "email");

    [Fact]
    public void Should_find_a_queue_that_is_not_empty() =>
        Stuck(_books with { Waiting = new Dictionary<string, long> { ["feedback-request"] = 1 } }).Id.ShouldBe("feedback-request");

    [Fact]
    public void Should_find_a_call_without_an_answer()
    {
        var unanswered = Books.Outcome(Guid.NewGuid(), ask: true) with { Result = ActResult.Unanswered, Id = null };

        Stuck(_books with { Outcomes = [.. _books.Outcomes, unanswered] }).What.ShouldBe("call");
    }

    [Fact]
    public void Should_say_why_messages_lie_in_an_error_queue()
    {
        var finding = Audit.Run(_books with
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
