using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Webhooks;

public sealed class When_an_operator_manages_webhooks : IClassFixture<GatewayFixture>
{
    private const string Id = "5f1d2c3b-0000-7000-8000-000000000001";
    private const string Body = """{"name":"CRM","url":"https://crm.example.com/hooks","events":["feedback.provided"]}""";

    private static readonly WebhookView _webhook = new()
    {
        WebhookId = Guid.Parse(Id),
        Name = "CRM",
        Url = "https://crm.example.com/hooks",
        Events = [WebhookEvents.Provided],
        State = WebhookStates.Enabled,
        IsGone = false,
        CreatedAt = GatewayFixture.Stamp,
        CreatedBy = "olga",
        ChangedAt = GatewayFixture.Stamp,
        ChangedBy = "olga",
        Deliveries = new Dictionary<string, long>(),
    };

    private readonly GatewayFixture _gateway;

    public When_an_operator_manages_webhooks(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetWebhooks>(_ => new WebhookList { Items = [_webhook] });
        _gateway.Services.On<AddWebhook>(_ => new WebhookChanged { Webhook = _webhook, Secret = "whsec_c2VjcmV0", Changed = true });
        _gateway.Services.On<ChangeWebhook>(_ => new WebhookChanged { Webhook = _webhook, Changed = true });
        _gateway.Services.On<FindWebhookDeliveries>(_ => new FoundWebhookDeliveries { Items = [] });
        _gateway.Services.On<ReplayWebhookDeliveries>(_ => new WebhookDeliveriesReplayed { Replayed = 1, HasMore = false });
    }

    [Fact]
    public async Task R69_Should_add_one_and_show_its_secret_this_once()
    {
        var added = await CallAsync(HttpMethod.Post, "webhooks", Body);
        var listed = await CallAsync(HttpMethod.Get, "webhooks");

        added.Status.ShouldBe(HttpStatusCode.OK);
        added.Json.GetProperty("secret").GetString().ShouldBe("whsec_c2VjcmV0");
        added.Headers["Cache-Control"].ShouldBe("no-store");
        var command = _gateway.Services.Received<AddWebhook>().ShouldHaveSingleItem();
        (command.Name, command.Url, command.CallerId).ShouldBe(("CRM", "https://crm.example.com/hooks", "olga"));
        command.Events.ShouldBe([WebhookEvents.Provided]);
        listed.Text.ShouldNotContain("whsec_");
        listed.Json.GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("CRM");
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":"","url":"https://x.example"}""", "name")]
    [InlineData("""{"name":"a","url":7}""", "url")]
    [InlineData("""{"name":"a","url":"https://x.example","events":"all"}""", "events")]
    [InlineData("""{"name":"a","url":"https://x.example","secret":"mine"}""", "secret")]
    public async Task R68_Should_name_the_member_that_is_wrong(string body, string member)
    {
        var reply = await CallAsync(HttpMethod.Post, "webhooks", body);

        var problem = reply.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");
        problem.GetProperty("errors").TryGetProperty(member, out _).ShouldBeTrue(reply.Text);
        _gateway.Services.Received<AddWebhook>().ShouldBeEmpty();
    }

    [Fact]
    public async Task R69_Should_say_what_the_service_refuses()
    {
        _gateway.Services.On<AddWebhook>(_ => new WebhookRefused
        {
            Reason = new RefusalReason { Code = WebhookRefusals.KeyMissing, Detail = "There is no key." },
        });

        (await CallAsync(HttpMethod.Post, "webhooks", Body)).ShouldBeProblem(HttpStatusCode.Conflict, "refused")
            .GetProperty("detail").GetString().ShouldBe("There is no key.");
        _gateway.Services.On<AddWebhook>(_ => InvalidInput.Of("url", "must lead to a public address"));
        (await CallAsync(HttpMethod.Post, "webhooks", Body)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");
    }

    [Theory]
    [InlineData("POST", "/enable", WebhookActions.Enable)]
    [InlineData("POST", "/disable", WebhookActions.Disable)]
    [InlineData("POST", "/rotate", WebhookActions.Rotate)]
    [InlineData("POST", "/test", WebhookActions.Test)]
    [InlineData("DELETE", "", WebhookActions.Remove)]
    public async Task R68_Should_do_what_the_route_says_in_the_operators_name(string method, string segment, string action)
    {
        (await CallAsync(HttpMethod.Parse(method), $"webhooks/{Id}{segment}")).Status.ShouldBe(HttpStatusCode.OK);
        (await CallAsync(HttpMethod.Parse(method), $"webhooks/nonsense{segment}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        _gateway.Services.Received<ChangeWebhook>().ShouldHaveSingleItem().ShouldBe(
            new ChangeWebhook { WebhookId = Guid.Parse(Id), Action = action, CallerId = "olga" });
        _gateway.Services.On<ChangeWebhook>(command => new WebhookNotFound { Id = command.WebhookId });
        (await CallAsync(HttpMethod.Parse(method), $"webhooks/{Id}{segment}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        _gateway.Services.On<ChangeWebhook>(_ => new WebhookRefused
        {
            Reason = new RefusalReason { Code = WebhookRefusals.Disabled, Detail = "It is disabled." },
        });
        (await CallAsync(HttpMethod.Parse(method), $"webhooks/{Id}{segment}")).ShouldBeProblem(HttpStatusCode.Conflict, "refused");
    }

    [Fact]
    public async Task R70_Should_list_and_replay_deliveries()
    {
        await CallAsync(HttpMethod.Get, $"webhook-deliveries?status=failed&webhookId={Id}&limit=5");
        (await CallAsync(HttpMethod.Post, $"webhook-deliveries/{Id}/replay")).Json.ShouldEqualJson("""{"replayed":1,"hasMore":false}""");
        await CallAsync(HttpMethod.Post, $"webhook-deliveries/replay?webhookId={Id}");
        await CallAsync(HttpMethod.Post, "webhook-deliveries/replay");

        var id = Guid.Parse(Id);
        _gateway.Services.Received<FindWebhookDeliveries>().ShouldHaveSingleItem().ShouldBe(
            new FindWebhookDeliveries { WebhookId = id, Status = "failed", PageSize = 5 });
        _gateway.Services.Received<ReplayWebhookDeliveries>().ShouldBe(
        [
            new ReplayWebhookDeliveries { DeliveryId = id, Limit = 1, CallerId = "olga" },
            new ReplayWebhookDeliveries { WebhookId = id, Limit = 100, CallerId = "olga" },
            new ReplayWebhookDeliveries { Limit = 100, CallerId = "olga" },
        ]);
        (await CallAsync(HttpMethod.Get, "webhook-deliveries?status=eaten&webhookId=x")).ShouldBeProblem(
            HttpStatusCode.BadRequest, "invalid-input").GetProperty("errors").EnumerateObject().Count().ShouldBe(2);
        (await CallAsync(HttpMethod.Post, "webhook-deliveries/nonsense/replay")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await CallAsync(HttpMethod.Post, "webhook-deliveries/replay?webhookId=x")).ShouldBeProblem(
            HttpStatusCode.BadRequest, "invalid-input");
    }

    private Task<Reply> CallAsync(HttpMethod method, string path, string? body = null) =>
        _gateway.SendAsync(method, $"/api/ops/{path}", Tokens.For("olga", "ops"), body);
}
