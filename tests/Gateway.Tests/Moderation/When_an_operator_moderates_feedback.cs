using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Moderation;

public sealed class When_an_operator_moderates_feedback : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_an_operator_moderates_feedback(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<ModerateFeedback>(command => new FeedbackModerated
        {
            FeedbackId = command.FeedbackId,
            ContractId = "c-1",
            Visibility = FeedbackVisibilities.Held,
            ReportStatus = FeedbackReportStatuses.Open,
            Changed = true,
        });
    }

    [Theory]
    [InlineData("hold", ModerationActions.Hold)]
    [InlineData("restore", ModerationActions.Restore)]
    [InlineData("take-down", ModerationActions.TakeDown)]
    [InlineData("dismiss", ModerationActions.Dismiss)]
    public async Task R58_Should_do_it_for_the_operator_and_say_how_it_stands(string segment, string action)
    {
        var reply = await ModerateAsync(segment, """{"note":"Asked both sides."}""");

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json.ShouldEqualJson($$"""
            {"feedbackId":"{{TestData.FeedbackId}}","contractId":"c-1","visibility":"held","reportStatus":"open","changed":true}
            """);
        _gateway.Services.Received<ModerateFeedback>().ShouldHaveSingleItem().ShouldBe(new ModerateFeedback
        {
            FeedbackId = TestData.FeedbackId,
            Action = action,
            Note = "Asked both sides.",
            CallerId = "olga",
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"note":null}""")]
    public async Task R58_Should_do_without_a_note(string? body)
    {
        (await ModerateAsync("hold", body)).Status.ShouldBe(HttpStatusCode.OK);

        _gateway.Services.Received<ModerateFeedback>().ShouldHaveSingleItem().Note.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"note":7}""", "note")]
    [InlineData("""{"note":"a\u0000b"}""", "note")]
    [InlineData("""{"reason":"a"}""", "reason")]
    public async Task Should_name_what_is_wrong_with_the_body(string body, string member)
    {
        (await ModerateAsync("hold", body)).ShouldNameAsInvalid(member);

        _gateway.Services.Received<ModerateFeedback>().ShouldBeEmpty();
    }

    [Fact]
    public async Task R58_Should_say_why_not()
    {
        _gateway.Services.On<ModerateFeedback>(_ => new FeedbackRefused
        {
            ContractId = "c-1",
            Reasons = [new RefusalReason { Code = RefusalCodes.FeedbackTakenDown, Detail = "Restore it first." }],
        });
        (await ModerateAsync("hold")).ShouldBeProblem(HttpStatusCode.Conflict, "refused")
            .GetProperty("reasons")[0].GetProperty("code").GetString().ShouldBe("feedback-taken-down");

        _gateway.Services.On<ModerateFeedback>(command => new UnknownFeedback { FeedbackId = command.FeedbackId });
        (await ModerateAsync("hold")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        _gateway.Services.On<ModerateFeedback>(_ => InvalidInput.Of("note", "is too long"));
        (await ModerateAsync("hold")).ShouldNameAsInvalid("note");
        (await _gateway.PostAsync("/api/ops/feedback/eoc-1/hold", Tokens.For("olga", "ops")))
            .ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Should_be_for_operators_alone()
    {
        foreach (var segment in new[] { "hold", "restore", "take-down", "dismiss" })
        {
            (await _gateway.PostAsync($"/api/ops/feedback/{TestData.FeedbackId}/{segment}", TestData.FreelancerToken))
                .ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }

        (await _gateway.GetAsync("/api/ops/feedback-reports", TestData.ClientToken)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        _gateway.Services.Received<ModerateFeedback>().ShouldBeEmpty();
        _gateway.Services.Received<GetFeedbackReports>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_list_reports_with_what_operators_decide_by()
    {
        var reportId = new Guid("019c0000-0000-7000-8000-000000000004");
        _gateway.Services.On<GetFeedbackReports>(_ => new FeedbackReports
        {
            Items =
            [
                new FeedbackReportView
                {
                    ReportId = reportId,
                    Status = FeedbackReportStatuses.Open,
                    Reason = "It is about somebody else.",
                    ReportedAt = TestData.Start,
                    Feedback = TestData.MidContract with { Visibility = FeedbackVisibilities.Held },
                    Actions =
                    [
                        new ModerationView
                        {
                            Action = ModerationActions.Hold,
                            OperatorId = "olga",
                            Note = "Asked.",
                            At = TestData.Start,
                        },
                    ],
                },
            ],
            Next = "next-1",
        });

        var reply = await _gateway.GetAsync("/api/ops/feedback-reports?status=open&limit=5&cursor=c", Tokens.For("olga", "ops"));

        reply.Json.ShouldEqualJson($$"""
            {"items":[{"reportId":"{{reportId}}","status":"open","reason":"It is about somebody else.","reportedAt":"2026-01-10T08:30:00Z",
            "closedAt":null,"feedback":{{TestData.MidContractJson.Replace("\"visible\"", "\"held\"", StringComparison.Ordinal)}},
            "actions":[{"action":"hold","operatorId":"olga","note":"Asked.","at":"2026-01-10T08:30:00Z"}]}],"next":"next-1"}
            """);
        _gateway.Services.Received<GetFeedbackReports>().ShouldHaveSingleItem()
            .ShouldBe(new GetFeedbackReports { Status = "open", PageSize = 5, Cursor = "c" });
    }

    [Fact]
    public async Task Should_name_a_status_and_a_cursor_that_are_none()
    {
        _gateway.Services.On<GetFeedbackReports>(_ => InvalidInput.Of("cursor", InvalidInput.CursorProblem));

        (await _gateway.GetAsync("/api/ops/feedback-reports?status=closed", Tokens.For("olga", "ops"))).ShouldNameAsInvalid("status");
        (await _gateway.GetAsync("/api/ops/feedback-reports?cursor=nonsense", Tokens.For("olga", "ops"))).ShouldNameAsInvalid("cursor");
    }

    private Task<Reply> ModerateAsync(string segment, string? body = null) =>
        _gateway.PostAsync($"/api/ops/feedback/{TestData.FeedbackId}/{segment}", Tokens.For("olga", "ops"), body);
}
