using Crash.Ledger;
using Shouldly;
using Xunit;

namespace Crash.Tests.Ledger;

public sealed class When_something_is_lost
{
    private readonly Evidence _books = Books.InOrder();

    [Fact]
    public void Should_miss_an_accepted_request() =>
        Lost(_books with { Outcomes = [.. _books.Outcomes, Books.Outcome(Guid.NewGuid(), ask: true)] }).What.ShouldBe("accepted call");

    [Fact]
    public void Should_miss_a_command_without_an_answer() =>
        Lost(_books with { Commanded = [Books.Outcome(Books.Waiting, ask: true).Act] }).What.ShouldBe("command");

    [Theory]
    [InlineData("FeedbackRequested")]
    [InlineData("FeedbackProvided")]
    [InlineData("FeedbackRequestExpired")]
    [InlineData("FeedbackRequestClosed")]
    [InlineData("InAppMessageDelivered")]
    public void Should_miss_an_event(string type)
    {
        var gone = _books.Seen.First(message => message.Type == type);

        Lost(_books with { Seen = [.. _books.Seen.Except([gone])] }).ShouldSatisfyAllConditions(
            lost => lost.What.ShouldBe(type),
            lost => lost.Id.ShouldBe($"{gone.Subject}"));
    }

    [Fact]
    public void Should_miss_an_email_that_only_the_ledger_knows() =>
        Lost(_books with { Mails = [.. _books.Mails.Skip(1)] }).What.ShouldBe("email");

    [Fact]
    public void Should_miss_an_email_that_nobody_wrote_down() =>
        Audit.Run(With(databases => databases with { Deliveries = [.. databases.Deliveries.Skip(1)] }))
            .ShouldContain(finding => finding.Fate == Fate.Lost && finding.What == "email");

    [Fact]
    public void Should_miss_an_in_app_message() =>
        Audit.Run(With(databases => databases with { Inbox = [.. databases.Inbox.Skip(1)] }))
            .ShouldContain(finding => finding.Fate == Fate.Lost && finding.What == "in-app message");

    [Fact]
    public void Should_miss_a_timer() => Lost(With(databases => databases with { Outbox = [] })).What.ShouldBe("timer");

    [Fact]
    public void Should_miss_a_fact() => Lost(With(databases => databases with { Contracts = [] })).What.ShouldBe("ContractEnded");

    [Fact]
    public void Should_miss_the_answer_that_a_request_names() =>
        Audit.Run(With(databases => databases with { Feedback = [] }))
            .ShouldContain(finding => finding.Fate == Fate.Lost && finding.What == "request" && finding.Id == $"{Books.Answered}");

    private Evidence With(Func<Snapshot, Snapshot> change) => _books with { Databases = change(_books.Databases) };

    private static Finding Lost(Evidence evidence)
    {
        var finding = Audit.Run(evidence).ShouldHaveSingleItem();
        finding.Fate.ShouldBe(Fate.Lost);
        return finding;
    }
}
