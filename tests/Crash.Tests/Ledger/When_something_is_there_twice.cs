using Crash.Ledger;
using Shouldly;
using Xunit;

namespace Crash.Tests.Ledger;

public sealed class When_something_is_there_twice
{
    private readonly Evidence _books = Books.InOrder();

    [Fact]
    public void Should_find_another_message_about_the_same() =>
        Duplicated(
            _books with { Seen = [.. _books.Seen, Books.Event("FeedbackRequestExpired", Books.Expired)] }).Id.ShouldBe($"{Books.Expired}");

    [Fact]
    public void Should_find_a_second_end() =>
        Duplicated(_books with { Seen = [.. _books.Seen, Books.Event("FeedbackRequestExpired", Books.Answered)] }).Id.ShouldBe(
            $"{Books.Answered}");

    [Fact]
    public void Should_find_a_request_that_nobody_was_told_of() =>
        Duplicated(
            _books with { Outcomes = [.. _books.Outcomes.Where(outcome => outcome.Id != Books.Waiting)] }).Id.ShouldBe($"{Books.Waiting}");

    [Fact]
    public void Should_find_an_email_under_another_message_id() =>
        Duplicated(_books with { Mails = [.. _books.Mails, Books.Mail("<another@test>")] }).Id.ShouldBe("<another@test>");

    [Fact]
    public void Should_find_a_notice_without_a_cause() =>
        Audit.Run(_books with
        {
            Databases = _books.Databases with
            {
                Inbox = [.. _books.Databases.Inbox, new InboxRow(Guid.NewGuid(), Books.Answered, "request-expired", "freelancer")],
            },
        }).ShouldContain(finding => finding.Fate == Fate.Duplicated && finding.What == "in-app message");

    [Fact]
    public void Should_find_two_waiting_requests_on_one_contract() =>
        Audit.Run(_books with
        {
            Databases = _books.Databases with
            {
                Requests = [.. _books.Databases.Requests, .. _books.Databases.Requests.Where(request => request.State == "Pending")],
            },
        }).ShouldContain(finding => finding.Fate == Fate.Duplicated && finding.What == "waiting request");

    private static Finding Duplicated(Evidence evidence)
    {
        var finding = Audit.Run(evidence).ShouldHaveSingleItem();
        finding.Fate.ShouldBe(Fate.Duplicated);
        return finding;
    }
}
