using System.Text.Json;
using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Rollout;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Rollout;

public sealed class When_operators_change_the_rollout
{
    private static readonly RolloutCohort _pilot = new() { Name = "pilot", Percentage = 0, Freelancers = [TestData.Freelancer] };

    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    [Fact]
    public async Task R61_Should_be_the_configuration_while_nothing_is_stored()
    {
        await using var service = await SagaService.StartAsync(
            ("Feedback:Rollout:Percentage", "12.5"), ("Feedback:Rollout:Freelancers:0", "freelancer-in"));

        var rollout = await service.SendAsync<RolloutView>(new GetRollout());

        (rollout.Version, rollout.Percentage, rollout.ChangedAt, rollout.ChangedBy).ShouldBe((0, 12.5m, null, null));
        rollout.Freelancers.ShouldBe(["freelancer-in"]);
        rollout.Cohorts.ShouldBeEmpty();
        (await HistoryAsync(service)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task R61_Should_decide_by_what_was_stored_from_its_response_on()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        await SetAsync(service, 0, change => change with { Percentage = 0 });
        var closed = await service.ReasonsAsync(TestData.Request(service.Now));
        await SetAsync(service, 1, change => change with { Freelancers = [TestData.Freelancer] });
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));

        closed.ShouldBe([RefusalCodes.NotInRollout]);
        service.Log.Lines().ShouldContain(line =>
            line.Contains("Audit: olga set the rollout to version 2: 0 percent", StringComparison.Ordinal));
        service.Log.Lines(record => record.Message.StartsWith("Audit", StringComparison.Ordinal))
            .ShouldNotContain(line => line.Contains(TestData.Freelancer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task R61_Should_answer_and_write_the_audit_line_though_the_connection_broke_during_the_commit()
    {
        var breaking = new BreakingCommit<RolloutVersion>();
        await using var service = await SagaService.StartWithAsync(breaking);
        breaking.BreakNext();

        var rollout = await SetAsync(service, 0, change => change with { Percentage = 20 });

        breaking.Broken.ShouldBe(1);
        (rollout.Version, rollout.Percentage).ShouldBe((1, 20m));
        service.Log.Lines(record => record.Message.StartsWith("Audit: olga set the rollout to version 1", StringComparison.Ordinal))
            .ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R61_Should_be_in_force_within_seconds_where_another_process_stored_it(string database)
    {
        await using var service = await StartAsync(database);
        await service.GivenEligibleContractAsync();
        await Eventually.Until(() => InForce(service) == 0);

        await StoreElsewhereAsync(service, 1, percentage: 0);
        await service.AdvanceToAsync(service.Now + RolloutRefresh.Interval, () => Task.FromResult(InForce(service) == 1));

        (await service.ReasonsAsync(TestData.Request(service.Now))).ShouldBe([RefusalCodes.NotInRollout]);
        (await service.TabAsync()).Actions.RequestFeedback.Allowed.ShouldBeFalse();
    }

    [Fact]
    public async Task R61_Should_still_be_in_force_after_a_restart_whatever_the_configuration_says()
    {
        await using var before = await SagaService.StartAsync();
        await before.GivenEligibleContractAsync();
        await SetAsync(before, 0, change => change with { Percentage = 0 });

        await using var after = await before.RestartAsync(("Feedback:Rollout:Percentage", "100"));

        (await after.ReasonsAsync(TestData.Request(after.Now))).ShouldBe([RefusalCodes.NotInRollout]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R61_Should_let_one_of_two_changes_of_a_version_win_and_refuse_the_other(string database)
    {
        await using var service = await StartAsync(database);

        var responses = await Task.WhenAll(Enumerable.Range(1, 8).Select(percentage =>
            service.SendAsync(new SetRollout { Version = 0, Percentage = percentage, CallerId = "olga" })));

        var stored = responses.OfType<RolloutView>().ShouldHaveSingleItem();
        stored.Version.ShouldBe(1);
        responses.OfType<RolloutNotChanged>().Count().ShouldBe(7);
        responses.OfType<RolloutNotChanged>().ShouldAllBe(refused =>
            refused.Version == 1 && refused.Reason.Code == RolloutRefusals.Changed);
        (await service.SendAsync<RolloutView>(new GetRollout())).Percentage.ShouldBe(stored.Percentage);
        (await HistoryAsync(service)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R61_Should_refuse_a_change_of_a_version_that_is_no_longer_in_force()
    {
        await using var service = await SagaService.StartAsync();
        await SetAsync(service, 0, change => change with { Percentage = 10 });
        await SetAsync(service, 1, change => change with { Percentage = 20 });

        var refused = await service.SendAsync<RolloutNotChanged>(new SetRollout { Version = 1, Percentage = 30, CallerId = "olga" });
        var ahead = await service.SendAsync<RolloutNotChanged>(new SetRollout { Version = 3, Percentage = 30, CallerId = "olga" });

        (refused.Version, ahead.Version).ShouldBe((2, 2));
        (await service.SendAsync<RolloutView>(new GetRollout())).Percentage.ShouldBe(20);
    }

    [Fact]
    public async Task R61_Should_leave_as_it_is_what_is_not_named()
    {
        await using var service = await SagaService.StartAsync();
        await SetAsync(service, 0, change => change with { Percentage = 10, Freelancers = ["f-1", "f-1", "f-2"], Cohorts = [_pilot] });

        var second = await SetAsync(service, 1, change => change with { Percentage = 20 });

        second.Percentage.ShouldBe(20);
        second.Freelancers.ShouldBe(["f-1", "f-2"]);
        second.Cohorts.ShouldHaveSingleItem().Freelancers.ShouldBe([TestData.Freelancer]);
    }

    [Fact]
    public async Task R61_Should_store_no_version_that_changes_nothing()
    {
        await using var service = await SagaService.StartAsync();
        await SetAsync(service, 0, change => change with { Percentage = 10 });

        var same = await SetAsync(service, 1, change => change with { Percentage = 10.0m, Freelancers = [] });

        same.Version.ShouldBe(1);
        (await HistoryAsync(service)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R61_Should_tell_who_changed_what_when_and_why_page_by_page()
    {
        await using var service = await SagaService.StartAsync();
        var first = service.Now;
        await SetAsync(service, 0, change => change with { Percentage = 10, Note = "A start" });
        service.Clock.Advance(TimeSpan.FromDays(1));
        await SetAsync(service, 1, change => change with { Cohorts = [_pilot], CallerId = "otto" });
        await SetAsync(service, 2, change => change with { Percentage = 30 });

        var page = await service.SendAsync<RolloutHistory>(new GetRolloutHistory { PageSize = 2 });
        var rest = await service.SendAsync<RolloutHistory>(new GetRolloutHistory { PageSize = 2, Cursor = page.Next });

        page.Items.Select(version => (version.Version, version.ChangedBy)).ShouldBe([(3, "olga"), (2, "otto")]);
        page.Items[1].Cohorts.ShouldHaveSingleItem().ShouldBe(
            new RolloutCohortSummary { Name = "pilot", Percentage = 0, FreelancerCount = 1 });
        var oldest = rest.Items.ShouldHaveSingleItem();
        (oldest.Version, oldest.Percentage, oldest.ChangedAt, oldest.Note).ShouldBe((1, 10m, first, "A start"));
        rest.Next.ShouldBeNull();
        (await service.SendAsync<RolloutView>(new GetRollout { Version = 1 })).Percentage.ShouldBe(10);
        (await service.SendAsync<RolloutNotFound>(new GetRollout { Version = 4 })).Version.ShouldBe(4);
        (await service.SendAsync<InvalidInput>(new GetRolloutHistory { PageSize = 2, Cursor = "x" })).Errors.Keys.ShouldBe(["cursor"]);
    }

    [Fact]
    public async Task R61_R45_Should_name_every_member_that_is_wrong_and_store_nothing()
    {
        await using var service = await SagaService.StartAsync();

        var invalid = await service.SendAsync<InvalidInput>(new SetRollout
        {
            Version = 0,
            Percentage = 12.345m,
            Freelancers = ["f-1", " f-2", "..", new string('f', 65)],
            Cohorts =
            [
                new() { Name = "Pilot", Percentage = -1, Freelancers = [] },
                new() { Name = "list", Percentage = 100.01m, Freelancers = [""] },
                new() { Name = "a", Percentage = 0, Freelancers = [] },
                new() { Name = "a", Percentage = 0, Freelancers = [] },
                new() { Name = "-a", Percentage = 0, Freelancers = [] },
            ],
            Note = "two\nlines",
            CallerId = "olga",
        });

        invalid.Errors.Keys.ShouldBe(
            [
                "percentage", "note", "freelancers[1]", "freelancers[2]", "freelancers[3]", "cohorts[0].name", "cohorts[0].percentage",
                "cohorts[1].name", "cohorts[1].percentage", "cohorts[1].freelancers[0]", "cohorts[3].name", "cohorts[4].name",
            ],
            ignoreOrder: true);
        (await HistoryAsync(service)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task R61_Should_take_as_many_freelancers_and_cohorts_as_may_be_and_no_more()
    {
        await using var service = await SagaService.StartAsync();
        string[] most = [.. Enumerable.Range(0, Limits.MaxRolloutFreelancers - 1).Select(number => $"f-{number}")];
        RolloutCohort[] cohorts =
        [
            .. Enumerable.Range(0, Limits.MaxCohorts)
                .Select(number => new RolloutCohort { Name = $"c-{number}", Percentage = 0, Freelancers = [] }),
        ];

        await SetAsync(service, 0, change => change with { Freelancers = most, Cohorts = [.. cohorts[1..], _pilot] });
        var tooMany = await service.SendAsync<InvalidInput>(
            new SetRollout { Version = 1, Freelancers = [.. most, "one-more"], CallerId = "olga" });
        var tooManyCohorts = await service.SendAsync<InvalidInput>(
            new SetRollout { Version = 1, Cohorts = [.. cohorts, _pilot], CallerId = "olga" });

        tooMany.Errors["freelancers"].ShouldHaveSingleItem().ShouldContain("10001");
        tooManyCohorts.Errors.Keys.ShouldBe(["cohorts"]);
    }

    [Fact]
    public async Task R61_Should_only_say_what_it_would_store_in_a_dry_run()
    {
        await using var service = await SagaService.StartAsync();
        var operations = service.Services.GetRequiredService<IRolloutOperations>();

        var view = (RolloutView)await operations.SetAsync(
            new SetRollout { Version = 0, Percentage = 5, CallerId = "olga" }, dryRun: true, TestContext.Current.CancellationToken);

        (view.Version, view.Percentage).ShouldBe((1, 5m));
        (await HistoryAsync(service)).Items.ShouldBeEmpty();
        (await service.SendAsync<RolloutView>(new GetRollout())).Percentage.ShouldBe(100);
    }

    /// <summary>
    /// The database takes decisions and can't be asked for the rollout: the last known version counts, and the log says so.
    /// </summary>
    [Fact]
    public async Task R61_Should_keep_the_last_known_version_while_it_can_not_be_read()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await SetAsync(service, 0, change => change with { Percentage = 0 });
        await service.ReadAsync(db => db.Database.ExecuteSqlAsync($"ALTER TABLE rollout_versions RENAME TO hidden"));

        await service.AdvanceToAsync(service.Now + RolloutRefresh.Interval, () => Task.FromResult(Warnings().Count > 0));
        var reasons = await service.ReasonsAsync(TestData.Request(service.Now));
        await service.ReadAsync(db => db.Database.ExecuteSqlAsync($"ALTER TABLE hidden RENAME TO rollout_versions"));
        await service.AdvanceToAsync(service.Now, () => Task.FromResult(
            service.Log.Lines().Any(line => line.Contains("The rollout is read again", StringComparison.Ordinal))));

        reasons.ShouldBe([RefusalCodes.NotInRollout]);
        Warnings().ShouldHaveSingleItem().ShouldContain("version 1 stays in force");

        IReadOnlyList<string> Warnings() => service.Log.Lines(record =>
            record.Level == LogLevel.Warning && record.Category == typeof(RolloutRefresh).FullName);
    }

    [Fact]
    public async Task R61_Should_not_take_an_erased_person_back_into_a_list()
    {
        await using var service = await SagaService.StartAsync();
        await service.Services.GetRequiredService<FeedbackErasure>().EraseAsync(
            "forgotten", name: null, address: null, dryRun: false, TestContext.Current.CancellationToken);

        var view = await SetAsync(service, 0, change => change with { Freelancers = ["forgotten", "f-1"] });

        view.Freelancers.ShouldBe([FeedbackErasure.PseudonymOf("forgotten"), "f-1"]);
    }

    /// <summary>The database goes away between the commit and the look at what is in force.</summary>
    [Fact]
    public async Task R61_Should_say_that_it_is_stored_though_it_can_not_be_read_at_once()
    {
        var away = FailingStatement.Outage("\"revision\" AS \"Revision\"");
        await using var service = await SagaService.StartWithAsync(away);
        await service.GivenEligibleContractAsync();
        await Eventually.Until(() => InForce(service) == 0);
        away.FailNext(1);

        var stored = await SetAsync(service, 0, change => change with { Percentage = 0 });
        await service.AdvanceToAsync(service.Now + RolloutRefresh.Interval, () => Task.FromResult(InForce(service) == 1));

        stored.Version.ShouldBe(1);
        away.Failed.ShouldBe(1);
        service.Log.Lines(record => record.Level == LogLevel.Warning).ShouldHaveSingleItem()
            .ShouldContain("Rollout version 1 is stored, and could not be read at once");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R61_Should_forget_an_erased_person_within_seconds_in_every_process_and_change_nothing_else(string database)
    {
        await using var service = await StartAsync(database);
        await service.GivenEligibleContractAsync();
        await SetAsync(service, 0, change => change with { Percentage = 0, Freelancers = ["forgotten", TestData.Freelancer] });
        var rollout = service.Services.GetRequiredService<RolloutInForce>();
        rollout.Current!.CohortOf("forgotten").ShouldBe(RolloutCohorts.List);

        await service.Services.GetRequiredService<FeedbackErasure>().EraseAsync(
            "forgotten", name: null, address: null, dryRun: false, TestContext.Current.CancellationToken);
        await service.AdvanceToAsync(service.Now + RolloutRefresh.Interval, () => Task.FromResult(rollout.Current!.Revision == 1));

        rollout.Current.Version.ShouldBe(1);
        rollout.Current.Definition.Freelancers.ShouldBe([FeedbackErasure.PseudonymOf("forgotten"), TestData.Freelancer]);
        rollout.Current.CohortOf("forgotten").ShouldBe(RolloutCohorts.None);
        rollout.Current.CohortOf(TestData.Freelancer).ShouldBe(RolloutCohorts.List);
        await service.Services.GetRequiredService<FeedbackErasure>().EraseAsync(
            "forgotten", name: null, address: null, dryRun: false, TestContext.Current.CancellationToken);
        (await service.ReadAsync(db => db.RolloutVersions.SingleAsync())).Revision.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R63_R44_Should_store_version_and_cohort_with_each_decision_about_a_request(string database)
    {
        await using var service = await StartAsync(database);
        await service.GivenEligibleContractAsync();
        await SetAsync(service, 0, change => change with { Percentage = 0 });
        await service.ReasonsAsync(TestData.Request(service.Now));
        await SetAsync(service, 1, change => change with { Cohorts = [_pilot] });

        var accepted = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        await service.ReasonsAsync(TestData.Request(service.Now));
        service.Clock.Advance(TimeSpan.FromSeconds(90.5));
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));
        await service.SendAsync<FeedbackRefused>(TestData.Feedback(service.Now));

        var request = await service.RequestAsync(accepted.RequestId);
        (request.Cohort, request.RolloutVersion, request.AnsweredAfterSeconds).ShouldBe(("pilot", 2, 90));
        using var facts = JsonDocument.Parse(request.Facts);
        facts.RootElement.GetProperty("cohort").GetString().ShouldBe("pilot");
        facts.RootElement.GetProperty("rolloutVersion").GetInt32().ShouldBe(2);
        facts.RootElement.GetProperty("inRollout").GetBoolean().ShouldBeTrue();
        var refusals = await service.ReadAsync(db => db.RolloutRefusals.OrderBy(refusal => refusal.RolloutVersion).ToListAsync());
        refusals.Select(refusal => (refusal.RolloutVersion, refusal.Cohort, refusal.Reasons)).ShouldBe(
            [(1, RolloutCohorts.None, RefusalCodes.NotInRollout), (2, "pilot", RefusalCodes.RequestPending)]);
    }

    /// <summary>A refusal is forgotten after a day, and its command then judged anew; what the report counts stays.</summary>
    [Fact]
    public async Task R63_Should_count_a_command_again_that_comes_again_after_its_refusal_is_forgotten()
    {
        await using var service = await SagaService.StartAsync(("Feedback:Rollout:Percentage", "0"));
        await service.GivenEligibleContractAsync();
        var request = TestData.Request(service.Now);
        await service.ReasonsAsync(request);
        await service.ReasonsAsync(request);
        (await service.ReadAsync(db => db.RolloutRefusals.CountAsync())).ShouldBe(1);
        await service.ReadAsync(db => db.Refusals.ExecuteDeleteAsync());

        await service.ReasonsAsync(request);

        (await service.ReadAsync(db => db.RolloutRefusals.CountAsync())).ShouldBe(2);
    }

    private static async Task<RolloutView> SetAsync(SagaService service, int version, Func<SetRollout, SetRollout> change) =>
        await service.SendAsync<RolloutView>(change(new SetRollout { Version = version, CallerId = "olga" }));

    private static Task<RolloutHistory> HistoryAsync(SagaService service) =>
        service.SendAsync<RolloutHistory>(new GetRolloutHistory { PageSize = 100 });

    private static int? InForce(SagaService service) => service.Services.GetRequiredService<RolloutInForce>().Current?.Version;

    private static Task<int> StoreElsewhereAsync(SagaService service, int version, decimal percentage) => service.ReadAsync(db =>
    {
        db.Add(new RolloutVersion
        {
            Version = version,
            Definition = new RolloutDefinition { Percentage = percentage, Freelancers = [], Cohorts = [] }.ToJson(),
            ChangedAt = service.Now,
            OperatorId = "olga",
        });
        return db.SaveChangesAsync();
    });

    private static Task<SagaService> StartAsync(string database) =>
        database == "SQLite" ? SagaService.StartAsync() : SagaService.StartOnPostgresAsync();
}
