using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Moderation;

public sealed class When_the_freelancer_reports_feedback : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/contracts/c-1/feedback/019c0000-0000-7000-8000-000000000002/reports";
    private const string Body = """{"reason":"It is about <b>somebody</b> else.\nSorry."}""";

    private static readonly Guid _reportId = new("019c0000-0000-7000-8000-000000000004");

    private readonly GatewayFixture _gateway;

    public When_the_freelancer_reports_feedback(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<ReportFeedback>(_ => new FeedbackReportAccepted
        {
            ReportId = _reportId,
            FeedbackId = TestData.FeedbackId,
            ContractId = "c-1",
            ReportedAt = TestData.Start,
        });
    }

    [Fact]
    public async Task R57_Should_respond_created_and_lead_to_the_feedback()
    {
        var reply = await ReportAsync(Body);

        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        reply.Headers["Location"].ShouldBe($"/api/contracts/c-1/feedback/{TestData.FeedbackId}");
        reply.Json.ShouldEqualJson($$"""
            {"reportId":"{{_reportId}}","feedbackId":"{{TestData.FeedbackId}}","contractId":"c-1","status":"open",
            "reportedAt":"2026-01-10T08:30:00Z"}
            """);
    }

    [Fact]
    public async Task R57_Should_pass_on_who_reports_what_and_why()
    {
        await ReportAsync(Body);

        var command = _gateway.Services.Received<ReportFeedback>().ShouldHaveSingleItem();
        command.ShouldBe(new ReportFeedback
        {
            ReportId = command.ReportId,
            ContractId = "c-1",
            FeedbackId = $"{TestData.FeedbackId}",
            CallerId = "felix",
            Reason = "It is about <b>somebody</b> else.\nSorry.",
            ReportedAt = GatewayFixture.Stamp,
        });
        command.ReportId.Version.ShouldBe(7);
    }

    [Theory]
    [InlineData("{}", "reason")]
    [InlineData("""{"reason":null}""", "reason")]
    [InlineData("""{"reason":7}""", "reason")]
    [InlineData("""{"reason":""}""", "reason")]
    [InlineData("""{"reason":" \n "}""", "reason")]
    [InlineData("""{"reason":"a\u0000b"}""", "reason")]
    [InlineData("""{"reason":"a","kind":"spam"}""", "kind")]
    [InlineData("[]", "body")]
    [InlineData("", "body")]
    public async Task R57_Should_name_what_is_wrong_with_the_body(string body, string member)
    {
        (await ReportAsync(body)).ShouldNameAsInvalid(member);

        _gateway.Services.Received<ReportFeedback>().ShouldBeEmpty();
    }

    [Fact]
    public async Task R57_Should_say_why_it_is_not_taken()
    {
        _gateway.Services.On<ReportFeedback>(command => new FeedbackRefused
        {
            ContractId = command.ContractId,
            Reasons = [new RefusalReason { Code = RefusalCodes.AlreadyReported, Detail = "It was reported before." }],
        });
        var problem = (await ReportAsync(Body)).ShouldBeProblem(HttpStatusCode.Conflict, "refused");
        problem.GetProperty("reasons")[0].GetProperty("code").GetString().ShouldBe("already-reported");

        _gateway.Services.On<ReportFeedback>(command => new ContractNotFound { ContractId = command.ContractId });
        (await ReportAsync(Body)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        _gateway.Services.On<ReportFeedback>(command =>
            new FeedbackNotFound { ContractId = command.ContractId, FeedbackId = command.FeedbackId });
        (await ReportAsync(Body)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found")
            .GetProperty("detail").GetString().ShouldBe("The contract has no such feedback.");

        _gateway.Services.On<ReportFeedback>(command =>
            new CallerNotPermitted { ContractId = command.ContractId, RequiredRole = ContractRoles.Freelancer });
        (await ReportAsync(Body)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");

        _gateway.Services.On<ReportFeedback>(_ => InvalidInput.Of("reason", "is too long"));
        (await ReportAsync(Body)).ShouldNameAsInvalid("reason");
    }

    [Fact]
    public async Task Should_tell_the_same_key_for_other_feedback_by_its_hash()
    {
        await ReportAsync(Body, key: "key-1");
        await ReportAsync(Body, key: "key-1");
        await ReportAsync(Body, "/api/contracts/c-1/feedback/019c0000-0000-7000-8000-00000000000f/reports", "key-1");

        var hashes = _gateway.Services.Received<ReportFeedback>().Select(command => command.Idempotency!.BodyHash).ToList();
        hashes[1].ShouldBe(hashes[0]);
        hashes[2].ShouldNotBe(hashes[0]);
    }

    [Fact]
    public async Task R59_Should_show_what_became_of_it()
    {
        _gateway.Services.On<GetFeedback>(_ => new FeedbackFound
        {
            CallerRole = ContractRoles.Freelancer,
            Feedback = TestData.MidContract with
            {
                Ratings = null,
                Score = null,
                Comment = null,
                Visibility = FeedbackVisibilities.TakenDown,
                Report = new OwnReportView
                {
                    ReportId = _reportId,
                    Status = FeedbackReportStatuses.Upheld,
                    ReportedAt = TestData.Start,
                    ClosedAt = TestData.Start.AddDays(1),
                },
            },
        });

        var reply = await _gateway.GetAsync($"/api/contracts/c-1/feedback/{TestData.FeedbackId}", TestData.FreelancerToken);

        var feedback = reply.Json;
        foreach (var member in new[] { "ratings", "score", "comment" })
            feedback.GetProperty(member).ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);

        feedback.GetProperty("visibility").GetString().ShouldBe("taken-down");
        feedback.GetProperty("report").ShouldEqualJson($$"""
            {"reportId":"{{_reportId}}","status":"upheld","reportedAt":"2026-01-10T08:30:00Z","closedAt":"2026-01-11T08:30:00Z"}
            """);
    }

    private Task<Reply> ReportAsync(string body, string path = Path, string? key = null) => _gateway.SendAsync(
        HttpMethod.Post, path, TestData.FreelancerToken, body, headers: key is null ? [] : [("Idempotency-Key", key)]);
}
