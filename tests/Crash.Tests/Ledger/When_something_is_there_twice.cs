using Crash.Ledger;
using Shouldly;
using Xunit;

namespace Crash.Tests.Ledger;

public sealed class When_something_is_there_twice
{
    private readonly Evidence _evidence = TestData.SoundEvidence();

    [Fact]
    public void Should_find_another_message_about_the_same() =>
        Duplicated(_evidence with { Seen = [.. _evidence.Seen, TestData.Event("FeedbackRequestExpired", TestData.Expired)] })
            .Id.ShouldBe($"{TestData.Expired}");

    [Fact]
    public void Should_find_a_second_end() =>
        Duplicated(_evidence with { Seen = [.. _evidence.Seen, TestData.Event("FeedbackRequestExpired", TestData.Answered)] })
            .Id.ShouldBe($"{TestData.Answered}");

    [Fact]
    public void Should_find_a_request_that_no_response_names() =>
        Duplicated(_evidence with { Outcomes = [.. _evidence.Outcomes.Where(outcome => outcome.Id != TestData.Waiting)] })
            .Id.ShouldBe($"{TestData.Waiting}");

    [Fact]
    public void Should_find_an_email_under_another_message_id() =>
        Duplicated(_evidence with { Mails = [.. _evidence.Mails, TestData.Mail("<another@test>")] }).Id.ShouldBe("<another@test>");

    [Fact]
    public void Should_find_a_notice_without_a_cause() =>
        Audit.Run(_evidence with
        {
            Databases = _evidence.Databases with
            {
                Inbox = [.. _evidence.Databases.Inbox, new InboxRow(Guid.NewGuid(), TestData.Answered, "request-expired", "freelancer")],
            },
        }).ShouldContain(finding => finding.Fate == Fate.Duplicated && finding.What == "in-app message");

    [Fact]
    public void Should_find_two_waiting_requests_on_one_contract() =>
        Audit.Run(_evidence with
        {
            Databases = _evidence.Databases with
            {
                Requests = [.. _evidence.Databases.Requests, .. _evidence.Databases.Requests.Where(request => request.State == "Pending")],
            },
        }).ShouldContain(finding => finding.Fate == Fate.Duplicated && finding.What == "waiting request");

    private static Finding Duplicated(Evidence evidence)
    {
        var finding = Audit.Run(evidence).ShouldHaveSingleItem();
        finding.Fate.ShouldBe(Fate.Duplicated);
        return finding;
    }
}
