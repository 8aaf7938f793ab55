using Contracts.Messages;
using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Notifications.Preferences;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Preferences;

/// <summary>Of one day, whoever makes them; on each database.</summary>
public abstract class When_many_requests_reach_one_client : IAsyncLifetime
{
    private const int PerDay = 5;

    private protected RunningNotifications Service { get; set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Service = await StartAsync(("Notifications:SingleEmailsPerDay", $"{PerDay}"));
        await Service.PublishAndSettleAsync(TestData.ClientProfile);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<RunningNotifications> StartAsync(params (string, string)[] settings);

    [Fact]
    public async Task Should_send_as_many_by_themselves_as_may_and_the_rest_in_one_digest_when_they_come_at_once()
    {
        await Service.PublishAndSettleAsync(Requests(12));

        Service.Mail.Accepted.Count.ShouldBe(PerDay);
        var waiting = (await Service.EmailDeliveriesAsync()).Where(delivery => delivery.DigestId is not null).ToList();
        waiting.Count.ShouldBe(12 - PerDay);
        waiting.Select(delivery => delivery.DigestId).Distinct().ShouldHaveSingleItem();

        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        Service.Mail.Accepted.Count.ShouldBe(PerDay + 1);
        Service.Mail.Accepted[^1].Subject.ShouldBe($"Feedback: {12 - PerDay} notices of the day");
        (await Service.EmailDeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task Should_send_the_last_that_may_by_itself_and_count_anew_the_next_day()
    {
        await Service.PublishAndSettleAsync(Requests(PerDay));
        Service.Mail.Accepted.Count.ShouldBe(PerDay);
        (await Service.ReadAsync(db => db.Deliveries.AnyAsync(delivery => delivery.Notice == EmailDigests.Kind))).ShouldBeFalse();

        await Service.AdvanceAsync(TimeSpan.FromHours(12));
        await Service.PublishAndSettleAsync(Requests(1));

        Service.Mail.Accepted.Count.ShouldBe(PerDay + 1);
    }

    [Fact]
    public async Task Should_count_what_comes_again_once_and_leave_other_people_alone()
    {
        var requests = Requests(PerDay);
        await Service.PublishAndSettleAsync([.. requests, .. requests]);
        await Service.PublishAndSettleAsync(TestData.FreelancerProfile);

        await Service.PublishAndSettleAsync([.. Requests(PerDay + 1).Select(request => TestData.Provided())]);

        Service.Mail.Accepted.Count(email => email.To == TestData.ClientAddress).ShouldBe(PerDay);
        Service.Mail.Accepted.Count(email => email.To == TestData.FreelancerAddress).ShouldBe(PerDay + 1);
    }

    private static FeedbackRequested[] Requests(int count) =>
        [.. Enumerable.Range(0, count).Select(number => TestData.Requested() with { FreelancerId = $"freelancer-{number}" })];

    public sealed class On_SQLite : When_many_requests_reach_one_client
    {
        private protected override Task<RunningNotifications> StartAsync(params (string, string)[] settings) =>
            RunningNotifications.StartAsync(settings: settings);
    }

    public sealed class On_PostgreSQL : When_many_requests_reach_one_client
    {
        private PostgresDatabase _database = null!;

        public override async ValueTask InitializeAsync()
        {
            _database = await PostgresDatabase.CreateAsync();
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await _database.DisposeAsync();
        }

        private protected override Task<RunningNotifications> StartAsync(params (string, string)[] settings) =>
            RunningNotifications.StartAsync(options => options.UseNpgsql(_database.ConnectionString).UseGroupCommit(), settings);
    }
}
