using Contracts.Messages;
using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Erasure;
using Notifications.Tests.Support;
using Shared;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Erasure;

public sealed class When_a_person_is_erased_on_SQLite : When_a_person_is_erased
{
    protected override Task<PostgresDatabase?> CreateDatabaseAsync() => Task.FromResult<PostgresDatabase?>(null);
}

public sealed class When_a_person_is_erased_on_PostgreSQL : When_a_person_is_erased
{
    protected override async Task<PostgresDatabase?> CreateDatabaseAsync() => await PostgresDatabase.CreateAsync();
}

public abstract class When_a_person_is_erased : IAsyncLifetime
{
    private static readonly string _pseudonym = ErasedUser.PseudonymOf(TestData.Client);

    private PostgresDatabase? _database;
    private RunningNotifications _service = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await CreateDatabaseAsync();
        _service = await RunningNotifications.StartAsync(
            _database is null ? null : options => options.UseNpgsql(_database.ConnectionString).UseGroupCommit());
        await _service.PublishAndSettleAsync(TestData.ClientProfile, TestData.FreelancerProfile);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Should_leave_no_id_name_or_address_in_any_table()
    {
        await GivenNoticesAsync();
        (await DumpAsync()).ShouldContain(line => NamesTheClient(line));

        var touched = await EraseAsync();

        (await DumpAsync()).ShouldNotContain(line => NamesTheClient(line));
        touched.ShouldBe(
            new Dictionary<string, long>
            {
                ["deliveries"] = 6,
                ["in-app-messages"] = 3,
                ["outbox-messages"] = 0,
                ["email-preferences"] = 1,
                ["user-profiles"] = 1,
            },
            ignoreOrder: true);
        (await _service.InAppMessagesAsync()).ShouldHaveSingleItem().Text.ShouldStartWith("[erased] gave you feedback");
    }

    [Fact]
    public async Task Should_send_the_person_no_email_any_more()
    {
        await GivenNoticesAsync();
        var sent = _service.Mail.Accepted.Count;

        await EraseAsync();
        _service.Mail.ComeBack();
        await _service.AdvanceAsync(TimeSpan.FromHours(1));

        _service.Mail.Accepted.Count.ShouldBe(sent + 1);
        _service.Mail.Accepted.ShouldNotContain(mail => mail.Subject.Contains("second", StringComparison.Ordinal));
        (await _service.EmailDeliveriesAsync()).Where(email => email.RecipientId == _pseudonym)
            .ShouldAllBe(email => email.IsSettled && email.Facts == null);
    }

    [Fact]
    public async Task Should_touch_nothing_the_second_time()
    {
        await GivenNoticesAsync();
        await EraseAsync();
        var first = await DumpAsync();

        (await EraseAsync()).Values.ShouldAllBe(rows => rows == 0);

        (await DumpAsync()).ShouldBe(first);
    }

    [Fact]
    public async Task Should_change_nothing_in_a_dry_run_and_count_the_same()
    {
        await GivenNoticesAsync();
        var before = await DumpAsync();

        var dry = await EraseAsync(dryRun: true);

        (await DumpAsync()).ShouldBe(before);
        (await EraseAsync()).ShouldBe(dry, ignoreOrder: true);
    }

    [Fact]
    public async Task Should_not_bring_the_person_back_by_a_later_message()
    {
        await EraseAsync();
        var request = TestData.Requested();

        await _service.PublishAndSettleAsync(TestData.Profile(
            TestData.Client, TestData.ClientName, TestData.ClientAddress, changedAt: TestData.Now, eventId: "later"));
        await _service.PublishAndSettleAsync(request);
        await _service.PublishAndSettleAsync(TestData.Provided(request.RequestId, comment: $"From {TestData.ClientName}"));
        var chosen = await _service.QueryAsync<SetNotificationPreferences, NotificationPreferences, InvalidInput>(new()
        {
            UserId = TestData.Client,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackRequested, Email = EmailModes.Off }],
        });

        (await DumpAsync()).ShouldNotContain(line => NamesTheClient(line));
        chosen.Message.ShouldBeOfType<InvalidInput>().Errors.Keys.ShouldBe(["userId"]);
        _service.Mail.Accepted.Single().To.ShouldBe(TestData.FreelancerAddress);
        (await _service.DeliveriesAsync()).Where(delivery => delivery.Notice == NoticeKinds.FeedbackRequested)
            .ShouldAllBe(delivery => delivery.RecipientId == _pseudonym && delivery.Status == DeliveryStatuses.Superseded);
    }

    [Fact]
    public async Task R48_Should_withdraw_the_invitation_to_a_request_of_the_person_that_ends()
    {
        _service.Mail.GoDown();
        var request = TestData.Requested();
        await _service.PublishAndSettleAsync(request);
        await _service.Services.GetRequiredService<NotificationsErasure>()
            .EraseAsync(TestData.Freelancer, dryRun: false, TestContext.Current.CancellationToken);

        await _service.PublishAndSettleAsync(
            TestData.Provided(request.RequestId) with { FreelancerId = ErasedUser.PseudonymOf(TestData.Freelancer) });
        _service.Mail.ComeBack();
        await _service.AdvanceAsync(TimeSpan.FromHours(1));

        _service.Mail.Accepted.ShouldBeEmpty();
    }

    protected abstract Task<PostgresDatabase?> CreateDatabaseAsync();

    /// <summary>An invitation that was sent, and one that waits for the mail server, as feedback that names the client does.</summary>
    private async Task GivenNoticesAsync()
    {
        await _service.PublishAndSettleAsync(TestData.Requested(title: $"Site of {TestData.ClientName}"));
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TestData.Requested(title: "second"));
        await _service.PublishAndSettleAsync(TestData.Provided(comment: $"Yours, {TestData.ClientName}"));
    }

    private static bool NamesTheClient(string line) =>
        new[] { TestData.Client, TestData.ClientName, TestData.ClientAddress }
            .Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    private Task<IReadOnlyList<string>> DumpAsync() => _service.ReadAsync(DatabaseDump.ReadAsync);

    private Task<IReadOnlyDictionary<string, long>> EraseAsync(bool dryRun = false) =>
        _service.Services.GetRequiredService<NotificationsErasure>()
            .EraseAsync(TestData.Client, dryRun, TestContext.Current.CancellationToken);
}
