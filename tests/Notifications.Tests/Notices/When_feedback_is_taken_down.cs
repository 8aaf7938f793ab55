using Contracts.Messages;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Erasure;
using Notifications.Notices;
using Notifications.Operations;
using Notifications.Persistence;
using Notifications.Retention;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_feedback_is_taken_down_on_SQLite() : When_feedback_is_taken_down(onPostgres: false);

public sealed class When_feedback_is_taken_down_on_PostgreSQL() : When_feedback_is_taken_down(onPostgres: true);

public abstract class When_feedback_is_taken_down(bool onPostgres) : IAsyncLifetime
{
    private const string Comment = "Slow and rude.";

    private readonly Guid _feedback = Guid.CreateVersion7();
    private readonly Guid _takeDown = Guid.CreateVersion7();
    private PostgresDatabase? _database;
    private RunningNotifications _service = null!;

    private FeedbackProvided Provided => TestData.Provided(comment: Comment, feedbackId: _feedback);

    private FeedbackVisibilityChanged TakenDown => TestData.Changed(FeedbackVisibilities.TakenDown, _feedback, _takeDown, minute: 1);

    private FeedbackVisibilityChanged Restored { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Restored = TestData.Changed(FeedbackVisibilities.Visible, _feedback, undone: _takeDown, minute: 2);
        _database = onPostgres ? await PostgresDatabase.CreateAsync() : null;
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
    public async Task R48_R60_Should_not_send_its_text_though_the_feedback_is_heard_of_later()
    {
        await _service.PublishAndSettleAsync(TakenDown);

        await _service.PublishAndSettleAsync(Provided);
        await _service.AdvanceAsync(TimeSpan.FromHours(1));

        EmailsToTheFreelancer().ShouldBeEmpty();
        await ShouldBeWithheldAsync(attempts: 0);
    }

    [Fact]
    public async Task R48_R60_Should_not_try_an_email_again_whose_attempt_was_under_way()
    {
        _service.Mail.OnSend = async email =>
        {
            if (email.To != TestData.FreelancerAddress)
                return;

            await _service.PublishAsync(TakenDown);
            throw new EmailNotSentException("smtp-451", EmailFailure.Temporary);
        };

        await _service.PublishAndSettleAsync(Provided);
        await AdvanceThroughRetriesAsync();

        _service.Mail.Attempts.Count(email => email.To == TestData.FreelancerAddress).ShouldBe(1);
        await ShouldBeWithheldAsync(attempts: 1);
    }

    [Fact]
    public async Task R59_Should_show_who_gave_it_and_no_score_in_the_inbox_until_it_is_restored()
    {
        await _service.PublishAndSettleAsync(Provided);
        (await InboxTextAsync()).ShouldBe("Grace Hopper gave you feedback on “Website redesign”: 4.50 out of 5.");

        await _service.PublishAndSettleAsync(TakenDown);
        (await InboxTextAsync()).ShouldBe("Grace Hopper gave you feedback on your work. It was taken down.");

        await _service.PublishAndSettleAsync(Restored);
        (await InboxTextAsync()).ShouldContain("4.50");
    }

    [Fact]
    public async Task R59_Should_show_no_score_in_the_inbox_though_the_feedback_is_heard_of_later()
    {
        await _service.PublishAndSettleAsync(
            TestData.FreelancerProfile with { EventId = "german", ChangedAt = TestData.Now, Locale = "de" });
        await _service.PublishAndSettleAsync(TakenDown);

        await _service.PublishAndSettleAsync(Provided);

        (await InboxTextAsync()).ShouldBe("Grace Hopper hat Ihnen Feedback zu Ihrer Arbeit gegeben. Es wurde entfernt.");
    }

    /// <summary>P: provided, D: taken down, R: restored.</summary>
    [Theory]
    [InlineData("PDR")]
    [InlineData("DPR")]
    [InlineData("DRP")]
    [InlineData("RDP")]
    [InlineData("RPD")]
    [InlineData("PRD")]
    [InlineData("DPRR")]
    [InlineData("PDDRDR")]
    public async Task R40_R60_Should_send_its_email_once_when_it_is_restored_in_whatever_order_the_events_come(string order)
    {
        _service.Mail.GoDown();
        foreach (var happened in order)
        {
            await (happened switch
            {
                'P' => _service.PublishAndSettleAsync(Provided),
                'D' => _service.PublishAndSettleAsync(TakenDown),
                _ => _service.PublishAndSettleAsync(Restored),
            });
        }

        _service.Mail.ComeBack();
        await AdvanceThroughRetriesAsync();

        EmailsToTheFreelancer().ShouldHaveSingleItem().Text.ShouldContain(Comment);
        (await InboxTextAsync()).ShouldContain("4.50");
        _service.Mail.Accepted.ShouldNotContain(email => email.Subject.Contains("was taken down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task R60_Should_lose_and_repeat_no_email_when_everything_happens_at_once()
    {
        var events = Enumerable.Range(0, 20).Select(_ => (Feedback: Guid.CreateVersion7(), Down: Guid.CreateVersion7())).ToList();

        await Task.WhenAll(events.SelectMany(item => new[]
        {
            _service.PublishAsync(TestData.Provided(comment: Comment, feedbackId: item.Feedback)),
            _service.PublishAsync(TestData.Changed(FeedbackVisibilities.TakenDown, item.Feedback, item.Down, minute: 1)),
            _service.PublishAsync(TestData.Changed(FeedbackVisibilities.Visible, item.Feedback, undone: item.Down, minute: 2)),
        }));
        await _service.SettleAsync();

        EmailsToTheFreelancer().Count.ShouldBe(20);
        EmailsToTheFreelancer().Select(email => email.MessageId).ShouldBeUnique();
    }

    [Fact]
    public async Task R60_Should_leave_a_digest_and_join_the_next_when_it_is_restored()
    {
        await _service.QueryAsync<SetNotificationPreferences, NotificationPreferences>(new SetNotificationPreferences
        {
            UserId = TestData.Freelancer,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackReceived, Email = EmailModes.Digest }],
        });
        await _service.PublishAndSettleAsync(Provided with { ContractTitle = "Web shop" });
        await _service.PublishAndSettleAsync(TestData.Provided() with { ContractTitle = "Blog" });
        await _service.PublishAndSettleAsync(TakenDown);

        await _service.AdvanceAsync(TimeSpan.FromDays(1));
        var first = EmailsToTheFreelancer().ShouldHaveSingleItem().Text;
        first.ShouldContain("Blog");
        first.ShouldNotContain("Web shop");

        await _service.PublishAndSettleAsync(Restored);
        EmailsToTheFreelancer().Count.ShouldBe(1);
        await _service.AdvanceAsync(TimeSpan.FromDays(1));
        EmailsToTheFreelancer()[1].Text.ShouldContain("Web shop");
    }

    [Fact]
    public async Task R48_Should_leave_it_out_of_the_next_attempt_at_a_digest_that_failed()
    {
        await _service.QueryAsync<SetNotificationPreferences, NotificationPreferences>(new SetNotificationPreferences
        {
            UserId = TestData.Freelancer,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackReceived, Email = EmailModes.Digest }],
        });
        await _service.PublishAndSettleAsync(Provided with { ContractTitle = "Web shop" });
        await _service.PublishAndSettleAsync(TestData.Provided() with { ContractTitle = "Blog" });
        _service.Mail.OnSend = async email =>
        {
            if (email.To != TestData.FreelancerAddress)
                return;

            _service.Mail.ComeBack();
            await _service.PublishAsync(TakenDown);
            throw new EmailNotSentException("smtp-451", EmailFailure.Temporary);
        };

        await _service.AdvanceAsync(TimeSpan.FromDays(1));
        await AdvanceThroughRetriesAsync();

        var text = EmailsToTheFreelancer().ShouldHaveSingleItem().Text;
        text.ShouldContain("Blog");
        text.ShouldNotContain("Web shop");
    }

    [Fact]
    public async Task R60_Should_send_nothing_after_all_to_who_turned_it_off_meanwhile()
    {
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(Provided);
        await _service.QueryAsync<SetNotificationPreferences, NotificationPreferences>(new SetNotificationPreferences
        {
            UserId = TestData.Freelancer,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackReceived, Email = EmailModes.Off }],
        });

        await _service.PublishAndSettleAsync(Restored);

        EmailsToTheFreelancer().ShouldBeEmpty();
        (await EmailAsync(NoticeKinds.FeedbackReceived)).Status.ShouldBe(DeliveryStatuses.TurnedOff);
    }

    [Fact]
    public async Task R48_Should_tell_the_freelancer_no_more_that_it_stays()
    {
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TestData.Decided(FeedbackReportStatuses.Dismissed, _feedback));
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(
            TestData.Decided(FeedbackReportStatuses.Upheld, _feedback, _takeDown, minute: 1));
        _service.Mail.ComeBack();

        await AdvanceThroughRetriesAsync();

        EmailsToTheFreelancer().ShouldHaveSingleItem().Text.ShouldContain("took it down");
    }

    [Theory]
    [InlineData(FeedbackReportStatuses.Dismissed)]
    [InlineData(FeedbackReportStatuses.Upheld)]
    public async Task R40_R48_Should_not_tell_of_a_decision_whose_event_comes_after_that_of_a_later_one(string outcome)
    {
        await _service.PublishAndSettleAsync(outcome == FeedbackReportStatuses.Upheld ? Restored : TakenDown);

        await _service.PublishAndSettleAsync(TestData.Decided(outcome, _feedback));

        EmailsToTheFreelancer().ShouldBeEmpty();
        (await _service.InAppMessagesAsync()).ShouldAllBe(message => message.RecipientId == TestData.Client);
        (await _service.DeliveriesAsync()).Where(delivery => delivery.Notice == NoticeKinds.ReportDecided)
            .Select(delivery => delivery.Status).ShouldBe(["superseded", "superseded"]);
    }

    [Fact]
    public async Task R48_Should_tell_the_client_no_more_that_it_is_public_again()
    {
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(Restored);
        await _service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.TakenDown, _feedback, minute: 3));
        _service.Mail.ComeBack();

        await AdvanceThroughRetriesAsync();

        _service.Mail.Accepted.ShouldHaveSingleItem().Subject.ShouldContain("was taken down");
    }

    [Fact]
    public async Task R48_Should_tell_the_client_that_it_is_public_again_once_it_is_held_no_longer()
    {
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(Restored);
        await _service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Held, _feedback, minute: 3));
        _service.Mail.ComeBack();
        await AdvanceThroughRetriesAsync();
        _service.Mail.Accepted.ShouldBeEmpty();

        await _service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Visible, _feedback, minute: 4));

        _service.Mail.Accepted.ShouldHaveSingleItem().Subject.ShouldContain("public again");
    }

    [Fact]
    public async Task R51_R60_Should_not_let_operators_send_it()
    {
        _service.Mail.OnSend = _ => throw new EmailNotSentException("smtp-550", EmailFailure.Refused);
        await _service.PublishAndSettleAsync(Provided);
        _service.Mail.ComeBack();
        await _service.PublishAndSettleAsync(TakenDown);
        var email = await EmailAsync(NoticeKinds.FeedbackReceived);

        foreach (var _ in new[] { "first", "second" })
        {
            var refused = await _service.QueryAsync<ResendDelivery, DeliveryReleased, DeliveryNotReleased>(
                new ResendDelivery { DeliveryId = email.DeliveryId, CallerId = "ops-1" });
            refused.Message.ShouldBeOfType<DeliveryNotReleased>().Reason.Code.ShouldBe(ResendRefusals.Superseded);
        }

        await _service.PublishAndSettleAsync(Restored);
        EmailsToTheFreelancer().ShouldHaveSingleItem().Text.ShouldContain(Comment);
    }

    [Fact]
    public async Task Should_keep_its_text_for_a_time_only_and_then_send_nothing_after_all()
    {
        var kept = new RetentionOptions();
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(Provided);

        _service.Clock.AdjustTime(TestData.Now + kept.FailedTexts - TimeSpan.FromHours(1));
        (await SweepAsync())["withheld-texts"].ShouldBe(0);
        _service.Clock.AdjustTime(TestData.Now + kept.FailedTexts + TimeSpan.FromHours(1));
        (await SweepAsync())["withheld-texts"].ShouldBe(1);

        await _service.PublishAndSettleAsync(Restored);
        EmailsToTheFreelancer().ShouldBeEmpty();
        (await EmailAsync(NoticeKinds.FeedbackReceived)).WithheldFacts.ShouldBeNull();
    }

    [Fact]
    public async Task Should_know_that_it_was_taken_down_as_long_as_the_inbox_tells_of_it()
    {
        var kept = new RetentionOptions();
        await _service.PublishAndSettleAsync(Provided);
        await _service.PublishAndSettleAsync(TakenDown);

        _service.Clock.AdjustTime(TestData.Now + kept.Deliveries + TimeSpan.FromDays(1));
        (await SweepAsync())["feedback-standings"].ShouldBe(0);
        (await InboxTextAsync()).ShouldContain("It was taken down.");

        _service.Clock.AdjustTime(TestData.Now + kept.InAppMessages + TimeSpan.FromDays(1));
        await SweepAsync();
        await SweepAsync();
        (await _service.ReadAsync(db => db.FeedbackStandings.CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData(TestData.Client)]
    [InlineData(TestData.Freelancer)]
    public async Task Should_erase_a_person_from_what_is_withheld(string userId)
    {
        var comment = $"{Comment} Yours, {TestData.ClientName}, to {TestData.FreelancerName}";
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(Provided with { Comment = comment });

        await _service.Services.GetRequiredService<NotificationsErasure>()
            .EraseAsync(userId, null, null, dryRun: false, TestContext.Current.CancellationToken);

        var name = userId == TestData.Client ? TestData.ClientName : TestData.FreelancerName;
        (await _service.ReadAsync(DatabaseDump.ReadAsync)).ShouldNotContain(line =>
            line.Contains(userId, StringComparison.Ordinal) || line.Contains(name, StringComparison.Ordinal));
        await _service.PublishAndSettleAsync(Restored);
        EmailsToTheFreelancer().Count.ShouldBe(userId == TestData.Client ? 1 : 0);
    }

    [Theory]
    [InlineData(NoticeKinds.FeedbackReceived, "D1 R2", "True")]
    [InlineData(NoticeKinds.FeedbackReceived, "H2", "True")]
    [InlineData(NoticeKinds.FeedbackReceived, "D2", "Withheld")]
    [InlineData(NoticeKinds.ReportDecided, "D1", "True")]
    [InlineData(NoticeKinds.ReportDecided, "D2", "Untrue")]
    [InlineData(NoticeKinds.ReportDecided, "R2", "Untrue")]
    [InlineData(NoticeKinds.ReportDecided, "H2", "True")]
    [InlineData(NoticeKinds.ReportDecided, "D0 R1 H2", "True")]
    [InlineData(NoticeKinds.ReportDecided, "D1 R2 H3", "Untrue")]
    [InlineData(NoticeKinds.ReportDecided, "H2 R3", "Untrue")]
    [InlineData(NoticeKinds.ReportDecided, "H2 D3 R4 H5", "Untrue")]
    [InlineData(NoticeKinds.FeedbackTakenDown, "D1", "True")]
    [InlineData(NoticeKinds.FeedbackTakenDown, "D1 R2", "Untrue")]
    [InlineData(NoticeKinds.FeedbackTakenDown, "D1 R2 D3", "Untrue")]
    [InlineData(NoticeKinds.FeedbackTakenDown, "D1 R2 H3", "Untrue")]
    [InlineData(NoticeKinds.FeedbackRestored, "D0", "True")]
    [InlineData(NoticeKinds.FeedbackRestored, "D0 R1", "True")]
    [InlineData(NoticeKinds.FeedbackRestored, "D0 R1 H2", "Withheld")]
    [InlineData(NoticeKinds.FeedbackRestored, "D0 R1 H2 R3", "True")]
    [InlineData(NoticeKinds.FeedbackRestored, "D0 R1 D2", "Untrue")]
    [InlineData(NoticeKinds.FeedbackRestored, "D0 R1 D2 R3", "Untrue")]
    [InlineData(NoticeKinds.FeedbackRestored, "D0 R1 H2 D3 R4 H5", "Untrue")]
    public async Task R40_R48_Should_judge_what_was_decided_at_minute_1_by_later_changes_in_whatever_order_they_come(
        string kind, string changes, string expected)
    {
        var events = changes.Split(' ').Select(change => TestData.Changed(
            change[0] switch
            {
                'D' => FeedbackVisibilities.TakenDown,
                'H' => FeedbackVisibilities.Held,
                _ => FeedbackVisibilities.Visible,
            },
            _feedback,
            minute: change[1] - '0')).ToList();
        var facts = new NoticeFacts { DecidedAt = kind == NoticeKinds.FeedbackReceived ? null : TestData.Now.AddMinutes(1) };

        foreach (var inOrder in new[] { events, [.. events.AsEnumerable().Reverse()] })
        {
            FeedbackStanding standing = null!;
            await _service.WriteAsync(async db =>
            {
                await db.FeedbackStandings.ExecuteDeleteAsync();
                foreach (var change in inOrder)
                    standing = await FeedbackStanding.TakeOverAsync(db, change, TestContext.Current.CancellationToken);
            });

            standing.ToCircumstances().Judge(kind, facts, TestData.Now).ToString().ShouldBe(expected);
        }
    }

    [Fact]
    public async Task R48_R60_Should_tell_the_freelancer_that_it_stays_though_it_is_held_since()
    {
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TestData.Decided(FeedbackReportStatuses.Dismissed, _feedback));
        await _service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Held, _feedback, minute: 1));
        _service.Mail.ComeBack();

        await AdvanceThroughRetriesAsync();

        EmailsToTheFreelancer().ShouldHaveSingleItem().Text.ShouldContain("left it");
    }

    [Fact]
    public async Task R40_R48_R60_Should_tell_the_freelancer_that_it_stays_though_that_is_heard_of_after_a_hold()
    {
        await _service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Held, _feedback, minute: 1));

        await _service.PublishAndSettleAsync(TestData.Decided(FeedbackReportStatuses.Dismissed, _feedback));

        EmailsToTheFreelancer().ShouldHaveSingleItem().Text.ShouldContain("left it");
        (await _service.InAppMessagesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(NoticeKinds.ReportDecided);
    }

    [Fact]
    public async Task R48_R60_Should_tell_the_client_once_that_it_is_public_again_though_it_was_taken_down_twice()
    {
        var again = TestData.Changed(FeedbackVisibilities.TakenDown, _feedback, minute: 3);
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(Restored);
        await _service.PublishAsync(again);
        await _service.PublishAndSettleAsync(
            TestData.Changed(FeedbackVisibilities.Visible, _feedback, undone: again.ChangeId, minute: 4));
        _service.Mail.ComeBack();

        await AdvanceThroughRetriesAsync();

        _service.Mail.Accepted.ShouldHaveSingleItem().Subject.ShouldContain("public again");
    }

    /// <summary>Such a delivery has no id of the feedback, and its facts do not say when it was decided.</summary>
    [Theory]
    [InlineData(NoticeKinds.FeedbackTakenDown)]
    [InlineData(NoticeKinds.ReportDecided)]
    public async Task R48_R60_Should_not_tell_of_a_decision_from_before_an_upgrade_once_it_is_undone(string kind)
    {
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(TestData.Decided(FeedbackReportStatuses.Upheld, _feedback, _takeDown, minute: 1));
        await _service.WriteAsync(async db =>
        {
            await db.FeedbackStandings.ExecuteDeleteAsync();
            await db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.FeedbackId, (Guid?)null));
            foreach (var delivery in await db.Deliveries.AsTracking().Where(delivery => delivery.Facts != null).ToListAsync())
                delivery.Facts = (NoticeFacts.FromJson(delivery.Facts) with { DecidedAt = null }).ToJson();
        });

        await _service.PublishAndSettleAsync(Restored);
        _service.Mail.ComeBack();
        await AdvanceThroughRetriesAsync();

        (await EmailAsync(kind)).Status.ShouldBe(DeliveryStatuses.Superseded);
        _service.Mail.Accepted.ShouldHaveSingleItem().Subject.ShouldContain("public again");
    }

    /// <summary>It may have arrived, and operators did not release it (R51).</summary>
    [Fact]
    public async Task R51_R60_Should_leave_given_up_what_had_been_given_up_before()
    {
        _service.Mail.OnSend = email => email.To == TestData.FreelancerAddress
            ? throw new EmailNotSentException("smtp-timeout", EmailFailure.Unknown)
            : Task.CompletedTask;
        await _service.PublishAndSettleAsync(Provided);
        await GiveUpAsync();
        _service.Mail.ComeBack();
        var attempts = (await EmailAsync(NoticeKinds.FeedbackReceived)).Attempts;

        await _service.PublishAndSettleAsync(TakenDown);
        (await EmailAsync(NoticeKinds.FeedbackReceived)).Facts.ShouldBeNull();
        await _service.PublishAndSettleAsync(Restored);
        await AdvanceThroughRetriesAsync();

        EmailsToTheFreelancer().ShouldBeEmpty();
        var email = await EmailAsync(NoticeKinds.FeedbackReceived);
        (email.Status, email.Attempts).ShouldBe((DeliveryStatuses.Unknown, attempts));
        await _service.QueryAsync<ResendDelivery, DeliveryReleased>(
            new ResendDelivery { DeliveryId = email.DeliveryId, CallerId = "ops-1" });
        await _service.SettleAsync();
        EmailsToTheFreelancer().ShouldHaveSingleItem().Text.ShouldContain(Comment);
    }

    /// <summary>The lease of an attempt ran out, the email was withheld, and then the server accepted it.</summary>
    [Fact]
    public async Task R60_Should_not_put_its_text_back_into_an_email_that_arrived_after_all()
    {
        var attempt = 0;
        _service.Mail.OnSend = async email =>
        {
            if (email.To != TestData.FreelancerAddress)
                return;

            if (++attempt == 1)
                throw new EmailNotSentException("smtp-timeout", EmailFailure.Unknown);

            await _service.WriteAsync(async db =>
            {
                var delivery = await db.Deliveries.AsTracking()
                    .SingleAsync(delivery => delivery.Notice == NoticeKinds.FeedbackReceived && delivery.Channel == DeliveryChannels.Email);
                delivery.Withhold(_service.Clock.GetUtcNow());
            });
        };
        await _service.PublishAndSettleAsync(Provided);
        await AdvanceThroughRetriesAsync();
        (await EmailAsync(NoticeKinds.FeedbackReceived)).WithheldFacts.ShouldBeNull();

        await _service.PublishAndSettleAsync(TakenDown);
        await _service.PublishAndSettleAsync(Restored);

        EmailsToTheFreelancer().ShouldHaveSingleItem();
        var email = await EmailAsync(NoticeKinds.FeedbackReceived);
        (email.Status, email.Facts, email.WithheldFacts).ShouldBe((DeliveryStatuses.Delivered, null, null));
    }

    /// <summary>Deliveries that older versions left so.</summary>
    [Fact]
    public async Task R60_Should_delete_what_was_withheld_of_an_email_that_is_delivered()
    {
        await _service.PublishAndSettleAsync(Provided);
        await _service.PublishAndSettleAsync(TakenDown);
        await _service.WriteAsync(db => db.Deliveries
            .Where(delivery => delivery.Notice == NoticeKinds.FeedbackReceived && delivery.Channel == DeliveryChannels.Email)
            .ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.WithheldFacts, new NoticeFacts().ToJson())));

        await _service.PublishAndSettleAsync(Restored);

        var email = await EmailAsync(NoticeKinds.FeedbackReceived);
        (email.Status, email.Facts, email.WithheldFacts).ShouldBe((DeliveryStatuses.Delivered, null, null));
        _service.Log.GetSnapshot().ShouldNotContain(line => line.Message.Contains("sent after all", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_tell_operators_by_what_its_notices_are_judged()
    {
        await _service.PublishAndSettleAsync(TakenDown);

        var story = await _service.Services.GetRequiredService<INotificationsOperations>()
            .StoryAsync([_feedback], TestContext.Current.CancellationToken);

        var entry = story.Single(entry => entry.What == "feedback-standing");
        (entry.At, entry.Details["visibility"]).ShouldBe((TakenDown.ChangedAt, FeedbackVisibilities.TakenDown));
    }

    private async Task ShouldBeWithheldAsync(int attempts)
    {
        var email = await EmailAsync(NoticeKinds.FeedbackReceived);
        (email.Status, email.Facts, email.Attempts).ShouldBe((DeliveryStatuses.Superseded, null, attempts));
    }

    private async Task<Delivery> EmailAsync(string notice) =>
        (await _service.EmailDeliveriesAsync()).Single(delivery => delivery.Notice == notice);

    private List<EmailMessage> EmailsToTheFreelancer() =>
        [.. _service.Mail.Accepted.Where(email => email.To == TestData.FreelancerAddress)];

    private async Task<string> InboxTextAsync() =>
        (await _service.QueryAsync<GetInbox, Contracts.Messages.Inbox>(new GetInbox { RecipientId = TestData.Freelancer, PageSize = 10 }))
        .Items.Single(message => message.Kind == NoticeKinds.FeedbackReceived).Text;

    /// <summary>Until no attempt follows.</summary>
    private async Task GiveUpAsync()
    {
        var options = new EmailOptions();
        for (var attempt = 1; options.DelayAfter(attempt) is { } delay; attempt++)
            await _service.AdvanceAsync(delay);
    }

    private async Task AdvanceThroughRetriesAsync()
    {
        foreach (var minutes in new[] { 1, 10, 60 })
            await _service.AdvanceAsync(TimeSpan.FromMinutes(minutes));
    }

    private Task<IReadOnlyDictionary<string, long>> SweepAsync() =>
        _service.Services.GetRequiredService<RetentionSweep<NotificationsDbContext>>().RunAsync(TestContext.Current.CancellationToken);
}
