using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Operators;
using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>The page of operators on RabbitMQ and PostgreSQL, where each process has the accounts that are shipped for it.</summary>
[Collection<SeparateTests>]
public sealed class When_operators_use_their_page(SeparateSystem system) : IAsyncLifetime
{
    private const string Requested = "notifications-feedback-requested";

    private Browser _browser = null!;
    private IBrowserContext _context = null!;
    private Visitor _operator = null!;

    private IPage Page => _operator.Page;

    public async ValueTask InitializeAsync()
    {
        _browser = await Browser.StartAsync();
        _context = await _browser.NewContextAsync(system.Gateway.Address);
        _operator = new Visitor(await _context.NewPageAsync(), system.Gateway.Address);
        await Page.GotoAsync("/ops");
        await Page.Locator("#token").FillAsync(Tokens.For("olga", "ops"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await _operator.Sees("Status");
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await _browser.DisposeAsync();
    }

    [Fact]
    public async Task R44_Should_tell_the_story_of_a_request_that_they_look_for()
    {
        var contract = await system.ContractAsync();
        var requestId = (await system.RequestedAsync(contract, "A private note")).Id("requestId");
        await system.Mail.MailsToAsync(contract.ClientEmail);

        await Page.GetByRole(AriaRole.Link, new() { Name = "Story" }).ClickAsync();
        await Page.GetByLabel("Id of a request or a contract").FillAsync($"{requestId}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Tell it" }).ClickAsync();

        await _operator.Sees($"Request {requestId}");
        await Assertions.Expect(Page.Locator(".timeline > li strong").First).ToHaveTextAsync("Contract started");
        await Assertions.Expect(Page.Locator(".timeline > li.due")).ToContainTextAsync("Expiry timer");
        await _operator.SeesText("Feedback requested");
        (await Page.Locator("#view").TextContentAsync())!.ShouldNotContain("private");
        Page.Url.ShouldEndWith($"/ops#/story/{requestId}");

        await Page.GotoAsync($"/ops#/story/{contract.ContractId}");
        await _operator.Sees($"Contract {contract.ContractId}");
        await Page.GotoAsync("/ops#/story/nowhere");
        await _operator.SeesText("Nothing is known of nowhere.");
    }

    [Trait("Symptom", "an `_error` queue holds messages")]
    [Fact]
    public async Task R9_Should_show_a_failed_message_and_move_it_back_without_a_second_email()
    {
        var contract = await system.ContractAsync();
        await system.Notifications.StopAsync();
        await system.RequestedAsync(contract, "A private note");
        var messageId = await system.CopyToErrorsAsync(Requested, contract.ContractId);
        await system.Notifications.RestartAsync();
        await system.Mail.MailsToAsync(contract.ClientEmail);

        await Page.ReloadAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = $"1 message failed in {Requested}" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = $"Show {messageId}" }).ClickAsync();
        await _operator.Sees("Failed message");
        await _operator.SeesText("System.TimeoutException");
        var body = (await Page.Locator("pre").First.TextContentAsync()).ShouldNotBeNull();
        body.ShouldContain(contract.ContractId);
        body.ShouldContain("characters)");
        body.ShouldNotContain("private");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();

        await Assertions.Expect(Page.Locator("#outcome")).ToContainTextAsync($"1 message is back in {Requested}.");
        await _operator.SeesText("No message is in an error queue.");
        await Eventually.Until(async () => !(await system.Broker.Management.WaitingAsync()).ContainsKey(Requested));
        var later = await system.ContractAsync();
        await system.RequestedAsync(later);
        await system.Mail.MailsToAsync(later.ClientEmail);
        (await system.Mail.MailsToAsync(contract.ClientEmail)).Count.ShouldBe(1);
        _operator.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task R69_Should_show_a_new_secret_until_they_say_that_it_is_stored()
    {
        const string Added = """
            {"webhook":{"name":"CRM"},"secret":"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","deliveryId":null,"changed":true}
            """;
        await Page.RouteAsync("**/api/ops/webhooks", route => route.Request.Method == "POST"
            ? route.FulfillAsync(new() { ContentType = "application/json", Body = Added })
            : route.ContinueAsync());
        await Page.GotoAsync("/ops#/webhooks");
        await Page.GetByLabel("Name").FillAsync("CRM");
        await Page.GetByLabel("URL").FillAsync("https://crm.example.com/hooks");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();

        var secret = Page.GetByLabel("Secret", new() { Exact = true });
        await Assertions.Expect(secret).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("Escape");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Assertions.Expect(Page.Locator("#copied")).Not.ToBeEmptyAsync();
        await Assertions.Expect(secret).ToHaveValueAsync("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        await Page.GetByRole(AriaRole.Button, new() { Name = "I have stored it" }).ClickAsync();

        await Assertions.Expect(Page.Locator("#outcome")).ToHaveTextAsync("CRM has its secret.");
        await Assertions.Expect(secret).ToBeHiddenAsync();
        (await Page.ContentAsync()).ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task Should_ask_before_they_delete_a_failed_message_for_good()
    {
        var contractId = $"contract-{Guid.NewGuid():N}";
        await RawJsonPublisher.PublishAsync(
            await system.UpstreamAsync("contract-started"),
            "contract-started",
            $$"""{"contractId":"{{contractId}}","title":"A title","startedAt":"never"}""");
        await Eventually.Until(async () => (await system.RejectsAsync()).Contains("feedback-contract-started_error: 1"));
        await Page.GotoAsync("/ops#/errors");
        var discard = Page.GetByRole(AriaRole.Button, new() { Name = "Discard all of feedback-contract-started" });

        await discard.ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(discard).ToBeFocusedAsync();
        (await system.RejectsAsync()).ShouldNotBeEmpty();
        await discard.ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();

        await Assertions.Expect(Page.Locator("#outcome")).ToContainTextAsync("1 message of feedback-contract-started deleted.");
        await Eventually.Until(async () => (await system.RejectsAsync()).Count == 0);
    }

    [Trait("Symptom", "parked rows")]
    [Fact]
    public async Task Should_have_a_parked_row_tried_again()
    {
        var requestId = (await system.RequestedAsync(await system.ContractAsync())).Id("requestId");
        var timer = await system.ParkTimerAsync(requestId);

        await Page.ReloadAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "1 parked row of the saga service" }).ClickAsync();
        await _operator.SeesText("TimeoutException");
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Replay {timer}" }).ClickAsync();

        await Assertions.Expect(Page.Locator("#outcome")).ToContainTextAsync("1 message is tried again.");
        await _operator.SeesText("Nothing is parked.");
        (await Page.EvaluateAsync<bool>("document.activeElement !== document.body")).ShouldBeTrue();
        await Page.GotoAsync($"/ops#/story/{requestId}");
        await Assertions.Expect(Page.Locator(".timeline > li.due")).ToContainTextAsync("Expiry timer");
        _operator.Complaints.ShouldBeEmpty();
    }

    /// <summary>The database counts the requests of three months for it.</summary>
    [Fact]
    public async Task R63_Should_count_what_came_of_the_rollout_only_when_somebody_asks()
    {
        var counted = 0;
        Page.Request += (_, request) => counted += request.Url.Contains("/rollout/report", StringComparison.Ordinal) ? 1 : 0;
        await Page.GetByRole(AriaRole.Link, new() { Name = "Rollout" }).ClickAsync();
        await _operator.Sees("Rollout");
        counted.ShouldBe(0);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Count what came of it" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "All together" })).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Count again" })).ToBeFocusedAsync();

        counted.ShouldBe(1);
        _operator.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task R61_Should_set_the_percentage_and_see_who_did_and_be_told_when_somebody_else_was_faster()
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = "Rollout" }).ClickAsync();
        await _operator.Sees("Rollout");
        var before = (await system.Api.GetAsync("/api/ops/rollout", "olga", "ops")).Member("version").GetInt32();

        await SetAsync("99.5", "The last step but one");
        await Assertions.Expect(Page.Locator("#outcome")).ToContainTextAsync($"Version {before + 1} is stored.");
        await Assertions.Expect(Page.Locator(".in-force")).ToContainTextAsync("lets in 99.5 % of all freelancers");
        await Assertions.Expect(Page.Locator(".stopped article").First).ToContainTextAsync("The last step but one");
        (await system.Api.SendAsync(
            HttpMethod.Put, "/api/ops/rollout", $$"""{"version":{{before + 1}},"percentage":100}""", "application/json", "otto", "ops"))
            .Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await SetAsync("50", note: "");

        await Assertions.Expect(Page.Locator("#outcome .notice.bad")).ToContainTextAsync($"The rollout is at version {before + 2}");
        (await system.Api.GetAsync("/api/ops/rollout", "olga", "ops")).Member("percentage").GetDecimal().ShouldBe(100);

        async Task SetAsync(string percentage, string note)
        {
            await Page.GetByLabel("Percentage of all freelancers").FillAsync(percentage);
            await Page.GetByLabel("Why").FillAsync(note);
            await Page.GetByRole(AriaRole.Button, new() { Name = "Set the percentage" }).ClickAsync();
            await Page.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
        }
    }

    [Trait("Symptom", "one email did not arrive")]
    [Fact]
    public async Task R49_Should_have_an_email_sent_again_that_failed()
    {
        var contract = await system.ContractAsync();
        await system.Mail.BehaveAsync(SmtpBehaviour.Refuse(550) with { OnlyTo = contract.ClientEmail, Times = 1 });
        var requestId = (await system.RequestedAsync(contract)).Id("requestId");
        await Page.GotoAsync($"/ops#/deliveries?status=failed&request={requestId}");
        await Eventually.Until(async () =>
        {
            await Page.ReloadAsync();
            await _operator.Sees("Deliveries");
            return await Page.GetByRole(AriaRole.Button, new() { Name = "Resend" }).CountAsync() == 1;
        });

        await Page.GetByRole(AriaRole.Button, new() { Name = "Resend" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send it" }).ClickAsync();

        await Assertions.Expect(Page.Locator("#outcome")).ToContainTextAsync("The email is sent again, after 1 attempt.");
        (await system.Mail.MailsToAsync(contract.ClientEmail)).Count.ShouldBe(1);
        await Page.Locator("#status").SelectOptionAsync("delivered");
        await Assertions.Expect(Page.Locator(".card")).ToHaveCountAsync(2);
        await Page.GetByRole(AriaRole.Link, new() { Name = $"{requestId}" }).First.ClickAsync();
        await _operator.Sees($"Request {requestId}");
        _operator.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_send_again_what_was_given_up_and_say_how_much_it_was()
    {
        await Page.GotoAsync("/ops#/deliveries");

        await Page.Locator("#release").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send them" }).ClickAsync();

        await Assertions.Expect(Page.Locator("#outcome")).ToContainTextAsync("0 emails are sent again.");
        await Assertions.Expect(Page.Locator("#release")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task R65_R67_Should_mark_a_signal_as_looked_at_with_a_note()
    {
        var contract = await system.ContractAsync();
        var requestId = (await system.RequestedAsync(contract, "Between us: 5 stars?")).Id("requestId");
        await Eventually.Until(async () => (await SignalsOfAsync(contract, "open")).Count == 1);

        await Page.GotoAsync("/ops#/signals");
        await Page.GetByLabel("Kind").SelectOptionAsync("rating-plea");
        var card = Page.Locator("article").Filter(new() { HasText = $"{requestId}" });
        await Assertions.Expect(card).ToContainTextAsync("The note of the request matches: five stars, in words.");
        (await Page.Locator("#view").TextContentAsync())!.ShouldNotContain("Between us");
        await card.GetByLabel("Note for other operators").FillAsync("A joke between the two.");
        await card.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(Page.Locator("#outcome")).ToContainTextAsync("The signal is marked as looked at.");
        await Assertions.Expect(card).ToHaveCountAsync(0);
        await Page.GetByLabel("Status").SelectOptionAsync("reviewed");
        await Assertions.Expect(card).ToContainTextAsync("A joke between the two.");
        (await SignalsOfAsync(contract, "reviewed")).ShouldHaveSingleItem().GetProperty("reviewedBy").GetString().ShouldBe("olga");
    }

    [Fact]
    public async Task R67_Should_keep_the_note_when_somebody_else_has_looked_at_the_signal()
    {
        var contract = await system.ContractAsync();
        var requestId = (await system.RequestedAsync(contract, "Between us: 5 stars?")).Id("requestId");
        await Eventually.Until(async () => (await SignalsOfAsync(contract, "open")).Count == 1);
        var signalId = (await SignalsOfAsync(contract, "open")).Single().GetProperty("signalId").GetGuid();
        await Page.GotoAsync("/ops#/signals?status=open&kind=rating-plea");
        var card = Page.Locator("article").Filter(new() { HasText = $"{requestId}" });
        await card.GetByLabel("Note for other operators").FillAsync("A joke between the two.");
        await system.Api.PostAsync($"/api/ops/signals/{signalId}/review", new { note = "Seen." }, "oscar", "ops");

        await card.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(Page.Locator("#outcome")).ToContainTextAsync(
            "Somebody had looked at it already; nothing was done. Your note is not stored: A joke between the two.");
        await Page.GetByLabel("Status").SelectOptionAsync("reviewed");
        await Assertions.Expect(card).ToContainTextAsync("Seen.");
        await Assertions.Expect(card).ToContainTextAsync("Your note, not stored");
    }

    private async Task<IReadOnlyList<JsonElement>> SignalsOfAsync(Contract contract, string status) =>
        (await system.Api.GetAsync($"/api/ops/signals?status={status}&freelancerId={contract.FreelancerId}", "olga", "ops")).Items("items");

    [Fact]
    public async Task Should_show_nothing_to_somebody_without_the_role()
    {
        await Page.EvaluateAsync("token => sessionStorage.setItem('feedback.token', token)", Tokens.For("clara"));
        foreach (var tab in new[] { "status", "story/c-1", "errors", "parked", "deliveries", "reports", "signals" })
        {
            await Page.GotoAsync($"/ops#/{tab}");
            await Page.ReloadAsync();
            await _operator.Sees("Not allowed");
        }

        await Page.GotoAsync("/");
        await _operator.Sees("My contracts");
        (await Page.Locator("a[href*='/ops']").CountAsync()).ShouldBe(0);
    }
}
