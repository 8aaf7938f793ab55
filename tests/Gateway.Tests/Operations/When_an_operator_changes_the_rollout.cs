using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Operations;

public sealed class When_an_operator_changes_the_rollout : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/ops/rollout";

    private static readonly DateTimeOffset _at = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly GatewayFixture _gateway;

    public When_an_operator_changes_the_rollout(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetRollout>(query => query.Version is null or 4
            ? View(4)
            : new RolloutNotFound { Version = query.Version.Value });
        _gateway.Services.On<SetRollout>(change => View(change.Version + 1));
        _gateway.Services.On<GetRolloutHistory>(_ => new RolloutHistory { Items = [], Next = "3" });
    }

    [Fact]
    public async Task R61_Should_show_the_version_in_force_or_the_one_that_is_named()
    {
        var reply = await GetAsync(Path);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson(
            """
            {"version":4,"percentage":12.5,"freelancers":["f-1"],"cohorts":[{"name":"pilot","percentage":0,"freelancers":["f-2"]}],
            "changedAt":"2026-03-01T12:00:00Z","changedBy":"olga","note":null}
            """);
        (await GetAsync($"{Path}?version=4")).Status.ShouldBe(HttpStatusCode.OK);
        (await GetAsync($"{Path}?version=5")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await GetAsync($"{Path}?version=x")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input")
            .GetProperty("errors").TryGetProperty("version", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task R61_Should_hand_on_what_is_named_and_who_changes_it()
    {
        var reply = await PutAsync(
            """{"version":4,"percentage":12.5,"cohorts":[{"name":"pilot","freelancers":["f-2"]}],"note":"The pilot"}""");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        var change = _gateway.Services.Received<SetRollout>().ShouldHaveSingleItem();
        (change.Version, change.Percentage, change.Note, change.CallerId).ShouldBe((4, 12.5m, "The pilot", "olga"));
        change.Freelancers.ShouldBeNull();
        var cohort = change.Cohorts.ShouldNotBeNull().ShouldHaveSingleItem();
        (cohort.Name, cohort.Percentage).ShouldBe(("pilot", 0m));
        cohort.Freelancers.ShouldBe(["f-2"]);
    }

    [Fact]
    public async Task R61_Should_tell_an_empty_list_from_one_that_is_left_out()
    {
        await PutAsync("""{"version":4,"freelancers":[]}""");

        var change = _gateway.Services.Received<SetRollout>().ShouldHaveSingleItem();
        change.Freelancers.ShouldNotBeNull().ShouldBeEmpty();
        (change.Percentage, change.Cohorts, change.Note).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task R61_Should_refuse_a_change_of_a_version_that_is_no_longer_in_force()
    {
        _gateway.Services.On<SetRollout>(_ => new RolloutNotChanged
        {
            Version = 5,
            Reason = new RefusalReason { Code = RolloutRefusals.Changed, Detail = "The rollout is at version 5." },
        });

        var reply = await PutAsync("""{"version":4,"percentage":20}""");

        reply.ShouldBeProblem(HttpStatusCode.Conflict, "refused").GetProperty("reasons").ShouldEqualJson(
            """[{"code":"rollout-changed","detail":"The rollout is at version 5.","endsAt":null}]""");
    }

    [Theory]
    [InlineData("""{"percentage":20}""", "version")]
    [InlineData("""{"version":-1}""", "version")]
    [InlineData("""{"version":1.5}""", "version")]
    [InlineData("""{"version":4,"freelancers":"f-1"}""", "freelancers")]
    [InlineData("""{"version":4,"freelancers":["f-1",2]}""", "freelancers[1]")]
    [InlineData("""{"version":4,"cohorts":{}}""", "cohorts")]
    [InlineData("""{"version":4,"cohorts":[{"percentage":1}]}""", "cohorts[0].name")]
    [InlineData("""{"version":4,"cohorts":[{"name":"a","freelancers":[null]}]}""", "cohorts[0].freelancers[0]")]
    [InlineData("""{"version":4,"cohorts":[{"name":"a","salt":"x"}]}""", "cohorts[0].salt")]
    [InlineData("""{"version":4,"percent":20}""", "percent")]
    [InlineData("", "body")]
    public async Task R61_Should_name_the_member_that_is_wrong_and_ask_nobody(string body, string member)
    {
        var problem = (await PutAsync(body)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");

        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([member]);
        _gateway.Services.Received<SetRollout>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"20\"")]
    [InlineData("1e400")]
    public async Task R61_Should_leave_a_percentage_that_is_none_to_the_rules(string percentage)
    {
        _gateway.Services.On<SetRollout>(_ => InvalidInput.Of("percentage", "must be a number from 0 to 100 with at most two decimals"));

        (await PutAsync($$"""{"version":4,"percentage":{{percentage}}}""")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input")
            .GetProperty("errors").TryGetProperty("percentage", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task R61_Should_list_the_versions()
    {
        var reply = await GetAsync($"{Path}/history?limit=2&cursor=7");

        reply.Json.ShouldEqualJson("""{"items":[],"next":"3"}""");
        _gateway.Services.Received<GetRolloutHistory>().ShouldHaveSingleItem()
            .ShouldBe(new GetRolloutHistory { PageSize = 2, Cursor = "7" });
    }

    [Fact]
    public async Task R63_Should_show_the_report_as_of_now()
    {
        _gateway.Services.On<GetRolloutReport>(query => new RolloutReport
        {
            Since = query.Since ?? _at,
            RefusalsSince = _at,
            AsOf = _at,
            Cohorts = [],
        });

        (await GetAsync($"{Path}/report?since=2026-02-01T01:00:00%2B01:00")).Json.ShouldEqualJson(
            """
            {"since":"2026-02-01T00:00:00Z","refusalsSince":"2026-03-01T12:00:00Z","asOf":"2026-03-01T12:00:00Z","cohorts":[]}
            """);
        (await GetAsync($"{Path}/report")).Status.ShouldBe(HttpStatusCode.OK);
        (await GetAsync($"{Path}/report?since=yesterday")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input")
            .GetProperty("errors").TryGetProperty("since", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_be_for_operators_alone()
    {
        var reply = await _gateway.SendAsync(HttpMethod.Put, Path, TestData.FreelancerToken, """{"version":4}""");

        reply.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        _gateway.Services.Received<SetRollout>().ShouldBeEmpty();
    }

    private Task<Reply> GetAsync(string path) => _gateway.GetAsync(path, Tokens.For("olga", "ops"));

    private Task<Reply> PutAsync(string body) => _gateway.SendAsync(HttpMethod.Put, Path, Tokens.For("olga", "ops"), body);

    private static RolloutView View(int version) => new()
    {
        Version = version,
        Percentage = 12.5m,
        Freelancers = ["f-1"],
        Cohorts = [new RolloutCohort { Name = "pilot", Percentage = 0, Freelancers = ["f-2"] }],
        ChangedAt = _at,
        ChangedBy = "olga",
    };
}
