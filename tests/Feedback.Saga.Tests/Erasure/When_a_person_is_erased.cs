using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using TestKit.Servers;

namespace Feedback.Saga.Tests.Erasure;

public sealed class When_a_person_is_erased
{
    private const string Client = "client-zoe-4711";
    private const string Freelancer = "freelancer-max-4712";
    private const string ClientName = "Zoë  Krüger";
    private const string FreelancerName = "Max Liebermann";

    private static readonly string _pseudonym = FeedbackErasure.PseudonymOf(Client);

    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_leave_no_id_name_or_address_in_any_table(string database)
    {
        await using var service = await StartAsync(database);
        var feedback = await GivenHistoryAsync(service);
        (await DumpAsync(service)).ShouldContain(line => Names(line, Client, "zoë krüger", "zoe@"));

        var touched = await EraseAsync(service, Client, ClientName, "zoe@example.org");

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client, "zoë krüger", "zoe@"));
        touched.ShouldBe(
            new Dictionary<string, long>
            {
                ["contracts"] = 1,
                ["feedback-requests"] = 1,
                ["mid-contract-feedback"] = 1,
                ["end-of-contract-feedback"] = 1,
                ["idempotency-records"] = 1,
                ["refusals"] = 1,
                ["outbox-messages"] = 0,
            },
            ignoreOrder: true);
        var given = await service.FeedbackAsync(feedback.FeedbackId);
        (given.ClientId, given.FreelancerId, given.Score).ShouldBe((_pseudonym, Freelancer, 4.5m));
        given.Comment.ShouldBe("Thanks from [erased], [erased].");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_delete_the_notes_of_a_freelancer(string database)
    {
        await using var service = await StartAsync(database);
        await GivenHistoryAsync(service);

        await EraseAsync(service, Freelancer, FreelancerName, address: null);

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Freelancer, FreelancerName, "Dear Zoë"));
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
        (expired.ClientId, expired.FreelancerId).ShouldBe((_pseudonym, Freelancer));
        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_take_later_messages_that_name_the_person_under_the_pseudonym(string database)
    {
        await using var service = await StartAsync(database);
        await EraseAsync(service, Client, name: null, address: null);

        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60), client: Client, freelancer: Freelancer));
        await service.PublishAsync(TestData.FinalFeedback(service.Now, author: Freelancer, recipient: Client));

        (await DumpAsync(service)).ShouldNotContain(line => Names(line, Client));
        (await service.ReadAsync(db => db.Contracts.SingleAsync())).ClientId.ShouldBe(_pseudonym);
        (await service.ReadAsync(db => db.EndOfContractFeedback.SingleAsync())).RecipientId.ShouldBe(_pseudonym);
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

    private static async Task<ProvideFeedback> GivenHistoryAsync(SagaService service)
    {
        await service.PublishAsync(TestData.Start(
            service.Now.AddDays(-60), client: Client, freelancer: Freelancer, title: $"Site of {ClientName}"));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));
        await service.SendAsync<FeedbackRequestAccepted>(
            TestData.Request(service.Now, caller: Freelancer, message: "Dear Zoë Krüger, how was it? Max Liebermann"));
        var feedback = TestData.Feedback(
            service.Now, caller: Client, comment: "Thanks from Zoë Krüger, ZOE@example.org.",
            key: new IdempotencyKey { Key = "key-1", BodyHash = "hash" });
        await service.SendAsync<FeedbackAccepted>(feedback);
        await service.SendAsync<FeedbackRefused>(TestData.Feedback(service.Now, caller: Client));
        await service.PublishAsync(TestData.FinalFeedback(service.Now, author: Client, recipient: Freelancer));
        await service.EventsAsync<FeedbackProvided>();
        await Eventually.Until(() => service.ReadAsync(async db => !await db.Set<OutboxMessage>().AnyAsync()));
        return feedback;
    }

    private static bool Names(string line, params string[] words) =>
        words.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static Task<SagaService> StartAsync(string database) =>
        database == "SQLite" ? SagaService.StartAsync() : SagaService.StartOnPostgresAsync();

    private static Task<IReadOnlyList<string>> DumpAsync(SagaService service) => service.ReadAsync(DatabaseDump.ReadAsync);

    private static Task<IReadOnlyDictionary<string, long>> EraseAsync(
        SagaService service, string userId, string? name, string? address, bool dryRun = false) =>
        service.Services.GetRequiredService<FeedbackErasure>()
            .EraseAsync(userId, name, address, dryRun, TestContext.Current.CancellationToken);
}
