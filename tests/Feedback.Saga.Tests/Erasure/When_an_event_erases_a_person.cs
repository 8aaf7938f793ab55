using Feedback.Saga.Feedback;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Erasure;

public sealed class When_an_event_erases_a_person : ErasureSituation
{
    /// <summary>What began before the mark has not seen it.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_erase_what_was_under_way_when_the_event_came(string database)
    {
        await using var service = await StartAsync(database);
        await service.PublishAsync(Erased(Client));

        await service.ReadAsync(db =>
        {
            db.Add(EndOfContractFeedbackOf(Client, service.Now));
            return db.SaveChangesAsync();
        });
        await PassedAsync(service, events: 1);

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R40_Should_leave_no_id_whenever_the_event_comes(string database)
    {
        for (var place = 0; place < 4; place++)
        {
            await using var service = await StartAsync(database);
            List<object> messages =
            [
                TestData.Payment(service.Now.AddDays(-1)),
                TestData.Start(service.Now.AddDays(-60), client: Client, freelancer: Freelancer),
                TestData.FinalFeedback(service.Now, author: Freelancer, recipient: Client),
            ];
            messages.Insert(place, Erased(Client));

            foreach (var message in messages)
                await service.PublishAsync(message);

            await PassedAsync(service, events: 1);
            (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client), $"{place}");
            (await service.ReadAsync(db => db.Contracts.SingleAsync())).ClientId.ShouldBe(Pseudonym);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_take_the_event_many_times_at_once(string database)
    {
        await using var service = await StartAsync(database);
        await GivenHistoryAsync(service);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.PublishAsync(Erased(Client, ClientName, "zoe@example.org"))));
        await PassedAsync(service, events: 8);

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client, "zoë krüger", "zoe@"));
        service.Harness.FaultsSoFar().ShouldBeEmpty();
    }

    /// <summary>The first time the saga service knows the id alone.</summary>
    [Fact]
    public async Task Should_erase_a_name_that_holds_the_id()
    {
        await using var service = await StartAsync("SQLite");
        await service.PublishAsync(TestData.Start(service.Now, client: "zoe", freelancer: Freelancer, title: "Site of Zoe Krüger"));

        await EraseByEventAsync(service, "zoe", "Zoe Krüger", address: null);

        (await service.ReadAsync(db => db.Contracts.SingleAsync())).Title.ShouldBe("Site of [erased]");
    }

    [Fact]
    public async Task Should_finish_an_erasure_that_was_interrupted_when_the_event_comes_again()
    {
        await using var service = await StartAsync("SQLite");
        await service.PublishAsync(TestData.Start(service.Now, contract: "c-1", client: Client, freelancer: Freelancer));
        await service.PublishAsync(TestData.Start(service.Now, contract: "c-2", client: Client, freelancer: Freelancer));
        await ExecuteAsync(service, """
            CREATE TRIGGER interrupted BEFORE UPDATE ON contracts WHEN OLD.contract_id = 'c-2'
            BEGIN SELECT RAISE(ABORT, 'interrupted'); END
            """);

        await service.PublishAsync(Erased(Client));
        await service.FaultAsync();
        (await DumpAsync(service)).Count(line => Names(line, Client)).ShouldBe(2, "the contract and the event that comes again");
        await ExecuteAsync(service, "DROP TRIGGER interrupted");
        await service.PublishAsync(Erased(Client));
        await PassedAsync(service, events: 2);

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client));
    }

    [Fact]
    public async Task Should_log_what_it_touched_under_thePseudonym_and_no_id_or_name()
    {
        await using var service = await StartAsync("SQLite");
        await GivenHistoryAsync(service);
        service.Log.Clear();

        await service.PublishAsync(Erased(Client, ClientName, "zoe@example.org"));

        var lines = service.Log.GetSnapshot().Select(line => line.Message).ToList();
        lines.ShouldNotContain(line => Names(line, Client, ClientName, "zoe@"));
        lines.Where(line => line.StartsWith("Audit:", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldBe(
            "Audit: erased a user from the feedback database (contracts: 1, feedback-requests: 1, mid-contract-feedback: 1, "
            + "end-of-contract-feedback: 1, feedback-reports: 1, moderations: 1, abuse-signals: 1, idempotency-records: 1, "
            + "refusals: 1, rollout-versions: 1, client-accounts: 1, outbox-messages: 0); "
            + $"the pseudonym is {Pseudonym}; dry run: False");
    }

    private static EndOfContractFeedback EndOfContractFeedbackOf(string author, DateTimeOffset at) => new()
    {
        FeedbackId = "f-1",
        ContractId = "c-1",
        AuthorId = author,
        RecipientId = Freelancer,
        Score = 4,
        Comment = null,
        GivenAt = at,
    };
}
