using Microsoft.Extensions.DependencyInjection;
using Notifications.Email;
using Notifications.Profiles;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Erasure;

public sealed class When_an_event_erases_a_person_on_SQLite() : When_an_event_erases_a_person(onPostgres: false);

public sealed class When_an_event_erases_a_person_on_PostgreSQL() : When_an_event_erases_a_person(onPostgres: true);

public abstract class When_an_event_erases_a_person(bool onPostgres) : ErasureSituation(onPostgres)
{
    [Fact]
    public async Task Should_tell_the_saga_service_the_name_and_the_address_that_only_the_profile_holds()
    {
        var former = Erased with { DisplayName = "Grace Murray" };

        await Service.PublishAndSettleAsync(former);

        Service.HeardBySaga.ShouldBe(
            [former, Erased with { DisplayName = TestData.ClientName, Email = TestData.ClientAddress }], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_erase_a_former_name_that_the_event_tells()
    {
        await Service.PublishAndSettleAsync(TestData.Provided(comment: "Yours, Grace Murray"));
        await Service.PublishAndSettleAsync(TestData.Profile(
            TestData.Freelancer, TestData.FreelancerName, email: null, TestData.Now, eventId: "later"));
        await Service.PublishAndSettleAsync(TestData.Profile(
            TestData.Client, "Grace Murray", TestData.ClientAddress, TestData.Now.AddDays(-1), eventId: "former"));
        await Service.PublishAndSettleAsync(TestData.Requested());
        await Service.PublishAndSettleAsync(TestData.Provided());
        await Service.PublishAndSettleAsync(TestData.Profile(
            TestData.Client, TestData.ClientName, TestData.ClientAddress, TestData.Now, eventId: "latest"));

        await EraseByEventAsync(Erased with { DisplayName = "Grace Murray" });

        (await DumpAsync()).ShouldNotContain(line => NamesTheClient(line) || line.Contains("Murray"));
    }

    /// <summary>What began before the mark has not seen it.</summary>
    [Fact]
    public async Task Should_erase_what_was_under_way_when_the_event_came()
    {
        await Service.PublishAndSettleAsync(Erased);

        await Service.WriteAsync(db =>
        {
            db.Add(new UserProfile { UserId = TestData.Client, DisplayName = TestData.ClientName, Email = TestData.ClientAddress });
            return Task.CompletedTask;
        });
        await Service.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await DumpAsync()).ShouldNotContain(line => NamesTheClient(line));
    }

    [Fact]
    public async Task R40_Should_leave_no_id_whenever_the_event_comes()
    {
        for (var place = 0; place < 4; place++)
        {
            var request = TestData.Requested();
            var profile = TestData.Profile(
                TestData.Client, TestData.ClientName, TestData.ClientAddress, TestData.Now.AddMinutes(place), eventId: $"p-{place}");
            Func<Task>[] others =
            [
                () => Service.PublishAndSettleAsync(profile),
                () => Service.PublishAndSettleAsync(request),
                () => Service.PublishAndSettleAsync(TestData.Provided(request.RequestId, comment: $"From {TestData.ClientName}")),
            ];

            foreach (var publish in others.Take(place).Append(() => EraseByEventAsync(Erased)).Concat(others.Skip(place)))
                await publish();

            (await DumpAsync()).ShouldNotContain(line => NamesTheClient(line), $"{place}");
        }
    }

    [Fact]
    public async Task Should_take_the_event_many_times_at_once()
    {
        await GivenNoticesAsync();

        await Service.PublishAndSettleAsync([.. Enumerable.Repeat(Erased, 8)]);
        await Service.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await DumpAsync()).ShouldNotContain(line => NamesTheClient(line));
        (await Service.OutboxAsync()).Parked.ShouldBe(1, "the row of the situation");
    }

    [Fact]
    public async Task Should_delete_the_emails_to_the_person_in_the_development_mailbox()
    {
        var mailbox = Service.Services.GetRequiredService<DevelopmentMailbox>();
        foreach (var address in (string[])[TestData.ClientAddress, TestData.FreelancerAddress, TestData.ClientAddress.ToUpperInvariant()])
        {
            await mailbox.SendAsync(
                new EmailMessage { To = address, Subject = "s", MessageId = "<1@example.org>", Text = "t", Html = "h" },
                TestContext.Current.CancellationToken);
        }

        await Service.PublishAndSettleAsync(Erased);

        mailbox.Read().ShouldHaveSingleItem().To.ShouldBe(TestData.FreelancerAddress);
    }

    [Fact]
    public async Task Should_log_what_it_touched_under_the_pseudonym_and_no_id_or_name()
    {
        await GivenNoticesAsync();
        Service.Log.Clear();

        await Service.PublishAndSettleAsync(Erased);

        var lines = Service.Log.Lines().ToList();
        lines.ShouldNotContain(line => NamesTheClient(line));
        lines.Where(line => line.Contains("Audit:")).ShouldHaveSingleItem().ShouldContain(
            "Audit: erased a user from the notifications database (deliveries: 9, in-app-messages: 4, webhook-deliveries: 0, "
            + "webhooks: 0, outbox-messages: 2, "
            + $"email-preferences: 1, user-profiles: 1); the pseudonym is {Pseudonym}; dry run: False");
    }

    [Theory]
    [InlineData("""{ "eventId": "e-1", "userId": "client-1 ", "erasedAt": "2026-02-01T00:00:00Z" }""", "userId must not")]
    [InlineData("""{ "eventId": "e-1", "userId": "client-1", "erasedAt": "2026-02-01" }""", "erasedAt must be")]
    public async Task Should_refuse_what_is_malformed_and_name_the_member_without_its_value(string json, string problem)
    {
        Service.Log.Clear();

        await Service.SendRawJsonAsync(new Uri("queue:notifications-user-erased"), json);

        await Eventually.Until(() => Service.Log.Lines().Any(line => line.Contains($"user-erased: {problem}")));
        Service.Log.Lines().ShouldNotContain(line => line.Contains(TestData.Client));
        (await Service.ProfileAsync(TestData.Client)).ShouldNotBeNull();
    }
}
