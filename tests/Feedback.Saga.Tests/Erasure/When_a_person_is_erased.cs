using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Erasure;

public sealed class When_a_person_is_erased : ErasureSituation
{
    [Theory]
    [MemberData(nameof(Exits))]
    public async Task Should_leave_no_id_name_or_address_in_any_table(string database, bool byEvent)
    {
        await using var service = await StartAsync(database);
        var feedback = await GivenHistoryAsync(service);
        await GivenOutboxAsync(service);
        (await DumpAsync(service)).Count(line => Names(line, Client, "zoë krüger", "zoe@")).ShouldBe(14);

        await (byEvent ? EraseByEventAsync(service, Client, ClientName, "zoe@example.org")
            : EraseAsync(service, Client, ClientName, "zoe@example.org"));

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client, "zoë krüger", "zoe@"));
        var given = await service.FeedbackAsync(feedback.FeedbackId);
        (given.ClientId, given.FreelancerId, given.Score).ShouldBe((Pseudonym, Freelancer, 4.5m));
        given.Comment.ShouldBe("Thanks from [erased], [erased].");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_say_what_it_touched(string database)
    {
        await using var service = await StartAsync(database);
        await GivenHistoryAsync(service);
        await GivenOutboxAsync(service);

        var touched = await EraseAsync(service, Client, ClientName, "zoe@example.org");

        touched.ShouldBe(
            new Dictionary<string, long>
            {
                ["contracts"] = 1,
                ["feedback-requests"] = 1,
                ["mid-contract-feedback"] = 1,
                ["end-of-contract-feedback"] = 1,
                ["feedback-reports"] = 1,
                ["moderations"] = 1,
                ["abuse-signals"] = 1,
                ["client-accounts"] = 1,
                ["idempotency-records"] = 1,
                ["refusals"] = 1,
                ["rollout-versions"] = 1,
                ["outbox-messages"] = 3,
            },
            ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Exits))]
    public async Task Should_delete_the_notes_of_a_freelancer(string database, bool byEvent)
    {
        await using var service = await StartAsync(database);
        await GivenHistoryAsync(service);

        await (byEvent ? EraseByEventAsync(service, Freelancer, FreelancerName, address: null)
            : EraseAsync(service, Freelancer, FreelancerName, address: null));

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Freelancer, FreelancerName, "Dear Zoë"));
    }

    [Theory]
    [MemberData(nameof(Exits))]
    public async Task R57_Should_delete_the_reason_of_a_freelancers_report_and_keep_the_report(string database, bool byEvent)
    {
        await using var service = await StartAsync(database);
        var feedback = await GivenHistoryAsync(service);

        await (byEvent ? EraseByEventAsync(service, Freelancer, FreelancerName, address: null)
            : EraseAsync(service, Freelancer, FreelancerName, address: null));

        var report = await service.ReadAsync(db => db.FeedbackReports.SingleAsync());
        (report.FeedbackId, report.Reason, report.Status).ShouldBe((feedback.FeedbackId, null, FeedbackReportStatuses.Open));
        report.ReporterId.ShouldBe(FeedbackErasure.PseudonymOf(Freelancer));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R58_Should_erase_an_operator_and_keep_what_was_done(string database)
    {
        await using var service = await StartAsync(database);
        await GivenHistoryAsync(service);
        (await DumpAsync(service)).ShouldContain(line => Names(line, Operator));

        await EraseAsync(service, Operator, name: null, address: null);

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Operator));
        (await service.ReadAsync(db => db.Moderations.SingleAsync())).Action.ShouldBe(ModerationActions.Hold);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_touch_nothing_the_second_time(string database)
    {
        await using var service = await StartAsync(database);
        await GivenHistoryAsync(service);
        await EraseAsync(service, Client, ClientName, "zoe@example.org");
        var first = await DumpAsync(service);

        var touched = await EraseAsync(service, Client, name: null, address: null);

        touched.Values.ShouldAllBe(rows => rows == 0);
        (await DumpAsync(service)).ShouldBe(first);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_change_nothing_in_a_dry_run_and_count_the_same(string database)
    {
        await using var service = await StartAsync(database);
        await GivenHistoryAsync(service);
        var before = await DumpAsync(service);

        var dry = await EraseAsync(service, Client, ClientName, "zoe@example.org", dryRun: true);

        (await DumpAsync(service)).ShouldBe(before);
        (await EraseAsync(service, Client, ClientName, "zoe@example.org")).ShouldBe(dry, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R11_Should_let_a_request_expire_that_waits_for_the_person(string database)
    {
        await using var service = await StartAsync(database);
        await service.GivenEligibleContractAsync(client: Client, freelancer: Freelancer);
        var request = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, caller: Freelancer));

        await EraseAsync(service, Client, ClientName, address: null);
        await service.ExpireAsync(request);

        var expired = (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem();
        (expired.ClientId, expired.FreelancerId).ShouldBe((Pseudonym, Freelancer));
        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_take_later_messages_that_name_the_person_under_thePseudonym(string database)
    {
        await using var service = await StartAsync(database);
        await EraseAsync(service, Client, name: null, address: null);

        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60), client: Client, freelancer: Freelancer));
        await service.PublishAsync(TestData.FinalFeedback(service.Now, author: Freelancer, recipient: Client));

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client));
        (await service.ReadAsync(db => db.Contracts.SingleAsync())).ClientId.ShouldBe(Pseudonym);
        (await service.ReadAsync(db => db.EndOfContractFeedback.SingleAsync())).RecipientId.ShouldBe(Pseudonym);
    }

    [Fact]
    public async Task Should_leave_another_person_whose_id_begins_alike()
    {
        await using var service = await StartAsync("SQLite");
        await service.GivenEligibleContractAsync(client: $"{Client}-b", freelancer: Freelancer);
        var before = await DumpAsync(service);

        await EraseAsync(service, Client, name: null, address: null);

        (await DumpAsync(service)).Count(line => !line.Contains("erased_users", StringComparison.Ordinal)).ShouldBe(before.Count);
        (await service.ReadAsync(db => db.Contracts.SingleAsync())).ClientId.ShouldBe($"{Client}-b");
    }
}
