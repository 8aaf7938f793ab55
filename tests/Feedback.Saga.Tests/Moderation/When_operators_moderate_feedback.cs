using System.Text.Json;
using Contracts.Messages;
using Feedback.Saga.Moderation;
using Feedback.Saga.Operations;
using Feedback.Saga.Persistence;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Moderation;

public sealed class When_operators_moderate_feedback
{
    public static TheoryData<string> Databases => ModerationSituation.Databases;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R58_Should_keep_who_did_what_when_and_why_and_tell_subscribers(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var feedback = await service.GivenFeedbackAsync();
        await service.ReportAsync(feedback);

        (await service.ModerateAsync(feedback, ModerationActions.Hold, "Asked both sides."))
            .ShouldBe(Moderated(feedback, FeedbackVisibilities.Held, FeedbackReportStatuses.Open));
        (await service.ModerateAsync(feedback, ModerationActions.TakeDown))
            .ShouldBe(Moderated(feedback, FeedbackVisibilities.TakenDown, FeedbackReportStatuses.Upheld));
        (await service.ModerateAsync(feedback, ModerationActions.Restore, "A mistake."))
            .ShouldBe(Moderated(feedback, FeedbackVisibilities.Visible, FeedbackReportStatuses.Dismissed));

        var trace = await service.TraceAsync(feedback);
        trace.Select(record => (record.Action, record.OperatorId, record.Note, record.At)).ShouldBe(
        [
            (ModerationActions.Hold, ModerationSituation.Operator, "Asked both sides.", service.Now),
            (ModerationActions.TakeDown, ModerationSituation.Operator, null, service.Now.AddMicroseconds(1)),
            (ModerationActions.Restore, ModerationSituation.Operator, "A mistake.", service.Now.AddMicroseconds(2)),
        ]);
        var report = await service.ReportOfAsync(feedback);
        (report.Status, report.ClosedAt).ShouldBe((FeedbackReportStatuses.Dismissed, trace[2].At));
        var events = await service.EventsAsync<FeedbackVisibilityChanged>();
        events.ShouldBe(
            trace.Select(record => new FeedbackVisibilityChanged
            {
                ChangeId = record.ChangeId,
                FeedbackId = feedback,
                ContractId = TestData.Contract,
                ClientId = TestData.Client,
                FreelancerId = TestData.Freelancer,
                ContractTitle = "Landing page",
                Visibility = record.Visibility,
                Previous = record.Previous,
                UndoneChangeId = record.Action == ModerationActions.Restore ? trace[1].ChangeId : null,
                ChangedAt = record.At,
            }),
            ignoreOrder: true);
        (await service.EventsAsync<FeedbackReportDecided>()).ShouldBe(
            trace.Skip(1).Select(record => new FeedbackReportDecided
            {
                ChangeId = record.ChangeId,
                ReportId = report.ReportId,
                FeedbackId = feedback,
                ContractId = TestData.Contract,
                ClientId = TestData.Client,
                FreelancerId = TestData.Freelancer,
                ContractTitle = "Landing page",
                Outcome = record.Action == ModerationActions.TakeDown ? FeedbackReportStatuses.Upheld : FeedbackReportStatuses.Dismissed,
                DecidedAt = record.At,
            }),
            ignoreOrder: true);
        service.Log.GetSnapshot().Count(record =>
            record.Message.StartsWith($"Audit: {ModerationSituation.Operator}", StringComparison.Ordinal)).ShouldBe(3);
        service.Log.GetSnapshot().ShouldNotContain(record => record.Message.Contains("both sides", StringComparison.Ordinal));
    }

    [Fact]
    public async Task R58_Should_do_nothing_where_it_stands_so_already()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        await service.ModerateAsync(feedback, ModerationActions.Hold);

        (await service.ModerateAsync(feedback, ModerationActions.Hold, "Again."))
            .ShouldBe(Moderated(feedback, FeedbackVisibilities.Held, report: null) with { Changed = false });

        (await service.TraceAsync(feedback)).ShouldHaveSingleItem().Note.ShouldBeNull();
        (await service.EventsAsync<FeedbackVisibilityChanged>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R58_Should_close_a_report_and_leave_the_feedback()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        await service.ReportAsync(feedback);

        (await service.ModerateAsync(feedback, ModerationActions.Dismiss, "It is about them."))
            .ShouldBe(Moderated(feedback, FeedbackVisibilities.Visible, FeedbackReportStatuses.Dismissed));

        (await service.TabAsync()).Feedback.Single().Report.ShouldNotBeNull().Status.ShouldBe(FeedbackReportStatuses.Dismissed);
        (await service.TraceAsync(feedback)).ShouldHaveSingleItem().Action.ShouldBe(ModerationActions.Dismiss);
        (await service.EventsAsync<FeedbackVisibilityChanged>()).ShouldBeEmpty();
        (await service.EventsAsync<FeedbackReportDecided>()).ShouldHaveSingleItem().Outcome.ShouldBe(FeedbackReportStatuses.Dismissed);
    }

    [Fact]
    public async Task R60_Should_tell_of_no_report_where_nobody_reported()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();

        await service.ModerateAsync(feedback, ModerationActions.TakeDown);
        await service.ModerateAsync(feedback, ModerationActions.Restore);

        (await service.EventsAsync<FeedbackVisibilityChanged>()).Count.ShouldBe(2);
        (await service.EventsAsync<FeedbackReportDecided>()).ShouldBeEmpty();
    }

    /// <summary>An audit line of what was not stored would be untrue, and so would two of one change.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R58_Should_write_one_audit_line_after_the_commit_though_the_commit_met_a_conflict(bool byVerb)
    {
        var conflict = FailingStatement.Conflict("INSERT INTO \"moderations\"");
        await using var service = await SagaService.StartWithAsync(conflict);
        var feedback = await service.GivenFeedbackAsync();
        conflict.FailNext(2);

        var response = byVerb
            ? await OperateAsync(service, ModerationSituation.Moderation(feedback, ModerationActions.Hold))
            : await service.ModerateAsync(feedback, ModerationActions.Hold);

        response.ShouldBe(Moderated(feedback, FeedbackVisibilities.Held, report: null));
        conflict.Failed.ShouldBe(2);
        AuditLines(service).ShouldHaveSingleItem();
        (await service.TraceAsync(feedback)).ShouldHaveSingleItem();

        // What a verb publishes is a row of its outbox, which there is none of here.
        if (!byVerb)
            (await service.EventsAsync<FeedbackVisibilityChanged>()).ShouldHaveSingleItem();
    }

    /// <summary>The next try finds what the first one did: it does nothing, answers and logs.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R58_Should_answer_and_write_the_audit_line_though_the_connection_broke_during_the_commit(bool byVerb)
    {
        var breaking = new BreakingCommit<ModerationRecord>();
        await using var service = await SagaService.StartWithAsync(breaking);
        var feedback = await service.GivenFeedbackAsync();
        await service.ReportAsync(feedback);
        breaking.BreakNext();

        var response = byVerb
            ? await OperateAsync(service, ModerationSituation.Moderation(feedback, ModerationActions.TakeDown))
            : await service.ModerateAsync(feedback, ModerationActions.TakeDown);

        response.ShouldBe(Moderated(feedback, FeedbackVisibilities.TakenDown, FeedbackReportStatuses.Upheld));
        breaking.Broken.ShouldBe(1);
        var change = (await service.TraceAsync(feedback)).ShouldHaveSingleItem();
        AuditLines(service).ShouldHaveSingleItem().ShouldContain($"{FeedbackVisibilities.TakenDown} by change {change.ChangeId}");
    }

    /// <summary>The process died after the commit, or the response got lost; meanwhile another operator restored it.</summary>
    [Fact]
    public async Task R40_R58_Should_change_nothing_more_and_name_the_same_change_when_a_command_comes_again()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        var (command, id) = (ModerationSituation.Moderation(feedback, ModerationActions.TakeDown), Guid.CreateVersion7());
        await DecideAsync(service, id, command);
        await service.ModerateAsync(feedback, ModerationActions.Restore);

        var response = await DecideAsync(service, id, command);

        response.ShouldBe(Moderated(feedback, FeedbackVisibilities.TakenDown, report: null));

        (await service.FeedbackAsync(feedback)).Visibility.ShouldBe(FeedbackVisibilities.Visible);
        var trace = await service.TraceAsync(feedback);
        trace.Select(record => record.Action).ShouldBe([ModerationActions.TakeDown, ModerationActions.Restore]);
        AuditLines(service).Count(line => line.Contains($"by change {trace[0].ChangeId}", StringComparison.Ordinal)).ShouldBe(2);
        ModerationRecord.IdOf(id, command with { CallerId = "otto" }).ShouldNotBe(trace[0].ChangeId);
    }

    [Fact]
    public async Task R58_Should_write_no_audit_line_of_what_could_not_be_stored()
    {
        var away = FailingStatement.Outage("INSERT INTO \"moderations\"");
        await using var service = await SagaService.StartWithAsync(away);
        var feedback = await service.GivenFeedbackAsync();
        away.FailNext(1);

        await Should.ThrowAsync<Exception>(
            () => OperateAsync(service, ModerationSituation.Moderation(feedback, ModerationActions.Hold)));

        away.Failed.ShouldBe(1);
        AuditLines(service).ShouldBeEmpty();
        (await service.TraceAsync(feedback)).ShouldBeEmpty();
    }

    [Fact]
    public async Task R58_Should_say_why_not()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        var unknown = Guid.CreateVersion7();

        (await service.SendAsync<UnknownFeedback>(ModerationSituation.Moderation(unknown, ModerationActions.Hold)))
            .FeedbackId.ShouldBe(unknown);
        (await service.ReasonsAsync(ModerationSituation.Moderation(feedback, ModerationActions.Dismiss)))
            .ShouldBe([ModerationRefusals.NotReported]);
        (await service.SendAsync<InvalidInput>(
            ModerationSituation.Moderation(feedback, ModerationActions.Hold, new string('x', 2_001)))).Errors.Keys.ShouldBe(["note"]);
        (await service.SendAsync<InvalidInput>(ModerationSituation.Moderation(feedback, "delete"))).Errors.Keys.ShouldBe(["action"]);
        foreach (var nobody in new[] { "", "olga\n", new string('o', 65) })
        {
            (await service.SendAsync<InvalidInput>(
                ModerationSituation.Moderation(feedback, ModerationActions.Hold) with { CallerId = nobody }))
                .Errors.Keys.ShouldBe(["callerId"]);
        }

        (await service.TraceAsync(feedback)).ShouldBeEmpty();
        (await service.FeedbackAsync(feedback)).Visibility.ShouldBe(FeedbackVisibilities.Visible);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R58_Should_follow_one_another_when_operators_disagree_at_the_same_instant(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var feedback = await service.GivenFeedbackAsync();
        string[] actions = [ModerationActions.Hold, ModerationActions.TakeDown, ModerationActions.Restore];

        await Task.WhenAll(Enumerable.Range(0, 12).Select(turn =>
            service.SendAsync(ModerationSituation.Moderation(feedback, actions[turn % actions.Length]))));

        var trace = await service.TraceAsync(feedback);
        trace.ShouldNotBeEmpty();
        trace[0].Previous.ShouldBe(FeedbackVisibilities.Visible);
        foreach (var (earlier, later) in trace.Zip(trace.Skip(1)))
            later.Previous.ShouldBe(earlier.Visibility);

        (await service.FeedbackAsync(feedback)).Visibility.ShouldBe(trace[^1].Visibility);
        (await service.EventsAsync<FeedbackVisibilityChanged>()).OrderBy(changed => changed.ChangedAt).Select(changed => changed.ChangeId)
            .ShouldBe(trace.Select(record => record.ChangeId));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R57_R58_Should_leave_no_open_report_of_what_is_taken_down_at_the_same_instant(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var feedback = new List<(string Contract, Guid Id)>();
        for (var number = 0; number < 10; number++)
            feedback.Add(($"contract-{number}", await service.GivenFeedbackAsync($"contract-{number}")));

        await Task.WhenAll(feedback.SelectMany(one => new[]
        {
            service.SendAsync(service.Report(one.Id, one.Contract)),
            service.SendAsync(ModerationSituation.Moderation(one.Id, ModerationActions.TakeDown)),
        }));

        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync(one => one.WithheldAs == FeedbackVisibilities.TakenDown)))
            .ShouldBe(10);
        (await service.ReadAsync(db => db.FeedbackReports.CountAsync(report => report.Status == FeedbackReportStatuses.Open))).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_list_reports_with_what_operators_decide_by(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var reported = new List<Guid>();
        for (var number = 0; number < 3; number++)
        {
            reported.Add(await service.GivenFeedbackAsync($"contract-{number}"));
            await service.ReportAsync(reported[number], $"contract-{number}");
        }

        await service.ModerateAsync(reported[1], ModerationActions.TakeDown, "Insults.");

        var first = await ListAsync(service, status: null, size: 2, cursor: null);
        var second = await ListAsync(service, status: null, size: 2, first.Next);
        (first.Items.Concat(second.Items)).Select(report => report.Feedback.FeedbackId).ShouldBe(reported.Select(id => $"{id}"));
        second.Next.ShouldBeNull();
        (await ListAsync(service, FeedbackReportStatuses.Open, size: 20, cursor: null)).Items
            .Select(report => report.Feedback.FeedbackId).ShouldBe([$"{reported[0]}", $"{reported[2]}"]);
        var upheld = (await ListAsync(service, FeedbackReportStatuses.Upheld, size: 20, cursor: null)).Items.ShouldHaveSingleItem();
        (upheld.Reason, upheld.Feedback.Comment, upheld.Feedback.Score, upheld.Feedback.Visibility)
            .ShouldBe(("It is about somebody else.", "Slow and rude.", 4.5m, FeedbackVisibilities.TakenDown));
        upheld.Actions.ShouldHaveSingleItem().ShouldBe(new ModerationView
        {
            Action = ModerationActions.TakeDown,
            OperatorId = ModerationSituation.Operator,
            Note = "Insults.",
            At = service.Now,
        });
        (await service.SendAsync<InvalidInput>(new GetFeedbackReports { PageSize = 2, Cursor = "nonsense" }))
            .Errors.Keys.ShouldBe(["cursor"]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_show_in_the_figures_and_in_the_story_without_a_text(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var feedback = await service.GivenFeedbackAsync("contract-1");
        var other = await service.GivenFeedbackAsync("contract-2");
        var report = await service.ReportAsync(feedback, "contract-1");
        await service.ModerateAsync(feedback, ModerationActions.Hold, "Asked both sides.");
        await service.ModerateAsync(other, ModerationActions.TakeDown);

        var overview = await service.SendAsync<FeedbackOverview>(new GetFeedbackOverview { AsOf = service.Now });
        overview.Reports.ShouldBe(
            new Dictionary<string, long> { ["open"] = 1, ["dismissed"] = 0, ["upheld"] = 0 }, ignoreOrder: true);
        overview.Withheld.ShouldBe(new Dictionary<string, long> { ["held"] = 1, ["taken-down"] = 1 }, ignoreOrder: true);

        var story = await service.SendAsync<Story>(new GetFeedbackStory { ContractId = "contract-1" });
        var reported = story.Entries.Single(entry => entry.What == "feedback-reported");
        (reported.Id, reported.At).ShouldBe(($"{report.ReportId}", service.Now));
        using var held = JsonDocument.Parse(story.Entries.Single(entry => entry.What == "feedback-held").Details);
        held.RootElement.GetProperty("operatorId").GetString().ShouldBe(ModerationSituation.Operator);
        story.Entries.ShouldNotContain(entry =>
            entry.Details.Contains("somebody else", StringComparison.Ordinal) || entry.Details.Contains("both", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R58_Should_do_the_same_from_the_command_line_and_nothing_in_a_dry_run(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var feedback = await service.GivenFeedbackAsync();
        await using var scope = service.Services.CreateAsyncScope();
        var operations = scope.ServiceProvider.GetRequiredService<IFeedbackOperations>();
        var hold = ModerationSituation.Moderation(feedback, ModerationActions.Hold);

        (await operations.ModerateAsync(hold, dryRun: true, TestContext.Current.CancellationToken))
            .ShouldBe(Moderated(feedback, FeedbackVisibilities.Held, report: null));
        (await service.TraceAsync(feedback)).ShouldBeEmpty();

        await using var second = service.Services.CreateAsyncScope();
        (await second.ServiceProvider.GetRequiredService<IFeedbackOperations>()
                .ModerateAsync(hold, dryRun: false, TestContext.Current.CancellationToken))
            .ShouldBe(Moderated(feedback, FeedbackVisibilities.Held, report: null));
        (await service.TraceAsync(feedback)).ShouldHaveSingleItem().Action.ShouldBe(ModerationActions.Hold);
        (await service.EventsAsync<FeedbackVisibilityChanged>()).ShouldHaveSingleItem().Visibility.ShouldBe(FeedbackVisibilities.Held);
    }

    private static FeedbackModerated Moderated(Guid feedback, string visibility, string? report) => new()
    {
        FeedbackId = feedback,
        ContractId = TestData.Contract,
        Visibility = visibility,
        ReportStatus = report,
        Changed = true,
    };

    private static Task<FeedbackReports> ListAsync(SagaService service, string? status, int size, string? cursor) =>
        service.SendAsync<FeedbackReports>(new GetFeedbackReports { Status = status, PageSize = size, Cursor = cursor });

    private static List<string> AuditLines(SagaService service) =>
        [.. service.Log.Lines(record => record.Message.StartsWith("Audit:", StringComparison.Ordinal))];

    /// <summary>Has the service handle a command without a bus, and commits.</summary>
    private static async Task<object> DecideAsync(SagaService service, Guid commandId, ModerateFeedback command)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        await using var write = await db.BeginWriteAsync(TestContext.Current.CancellationToken);
        var done = await scope.ServiceProvider.GetRequiredService<FeedbackModeration>().ModerateAsync(
            db, commandId, command, _ => Task.CompletedTask, TestContext.Current.CancellationToken);
        await write.SaveAndCommitAsync(TestContext.Current.CancellationToken);
        return done.Logged();
    }

    private static async Task<object> OperateAsync(SagaService service, ModerateFeedback command)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IFeedbackOperations>()
            .ModerateAsync(command, dryRun: false, TestContext.Current.CancellationToken);
    }
}
