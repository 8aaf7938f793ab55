using Crash.Ledger;
using Shouldly;
using Xunit;

namespace Crash.Tests.Ledger;

public sealed class When_something_is_lost
{
    private readonly Evidence _evidence = TestData.SoundEvidence();

    [Fact]
    public void Should_miss_an_accepted_request() =>
        Lost(_evidence with { Outcomes = [.. _evidence.Outcomes, TestData.Outcome(Guid.NewGuid(), isRequest: true)] })
            .What.ShouldBe("accepted call");

    [Fact]
    public void Should_miss_a_command_without_a_response() =>
        Lost(_evidence with { Commanded = [TestData.Outcome(TestData.Waiting, isRequest: true).Step] }).What.ShouldBe("command");

    [Theory]
    [InlineData("FeedbackRequested")]
    [InlineData("FeedbackProvided")]
    [InlineData("FeedbackRequestExpired")]
    [InlineData("FeedbackRequestClosed")]
    [InlineData("FeedbackRequestDeclined")]
    [InlineData("InAppMessageDelivered")]
    public void Should_miss_an_event(string type)
    {
        var gone = _evidence.Seen.First(message => message.Type == type);

        Lost(_evidence with { Seen = [.. _evidence.Seen.Except([gone])] }).ShouldSatisfyAllConditions(
            lost => lost.What.ShouldBe(type),
            lost => lost.Id.ShouldBe($"{gone.Subject}"));
    }

    [Fact]
    public void Should_miss_an_email_that_only_the_deliveries_know() =>
        Lost(_evidence with { Mails = [.. _evidence.Mails.Skip(1)] }).What.ShouldBe("email");

    [Fact]
    public void Should_miss_an_email_without_a_delivery() =>
        Audit.Run(With(databases => databases with { Deliveries = [.. databases.Deliveries.Skip(1)] }))
            .ShouldContain(finding => finding.Fate == Fate.Lost && finding.What == "email");

    [Fact]
    public void Should_miss_an_in_app_message() =>
        Audit.Run(With(databases => databases with { Inbox = [.. databases.Inbox.Skip(1)] }))
            .ShouldContain(finding => finding.Fate == Fate.Lost && finding.What == "in-app message");

    [Fact]
    public void Should_miss_a_timer() => Lost(With(databases => databases with { Outbox = [] })).What.ShouldBe("timer");

    [Fact]
    public void Should_miss_an_upstream_event() =>
        Lost(With(databases => databases with { Contracts = [] })).What.ShouldBe("ContractEnded");

    [Fact]
    public void Should_miss_the_answer_that_a_request_names() =>
        Audit.Run(With(databases => databases with { Feedback = [] }))
            .ShouldContain(finding => finding.Fate == Fate.Lost && finding.What == "request" && finding.Id == $"{TestData.Answered}");

    private Evidence With(Func<Snapshot, Snapshot> change) => _evidence with { Databases = change(_evidence.Databases) };

    private static Finding Lost(Evidence evidence)
    {
        var finding = Audit.Run(evidence).ShouldHaveSingleItem();
        finding.Fate.ShouldBe(Fate.Lost);
        return finding;
    }
}
