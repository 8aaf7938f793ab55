using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using TestKit;

namespace EndToEnd.Tests.Page;

/// <summary>All that the page can show, with the people and contracts of the demo data where they will do.</summary>
internal static class PageStates
{
    private const string NotPending = """
        {"type":"urn:feedback:problem:refused","title":"Not allowed now.","status":409,"detail":"It does not wait.",
        "reasons":[{"code":"request-not-pending","detail":"It does not wait.","endsAt":null}],"traceId":"0"}
        """;

    private const string Problem = """
        {"type":"urn:feedback:problem:unavailable","title":"A service did not answer in time.","status":503,
        "detail":"It is not known whether the call took effect.","traceId":"0af7651916cd43dd8448eb211c80319c"}
        """;

    /// <summary>An id is one longer.</summary>
    private const string Longest = "an-id-that-is-as-long-as-ids-may-be-and-that-no-line-can-break-";

    public static IReadOnlyList<PageState> All { get; } =
    [
        new("sign-in", "h2:text('Who would you like to be?')"),
        new("sign-in with a token", "#token") { When = (page, _) => page.Locator("summary").ClickAsync() },
        new("sign-in without demo mode", "details[open] #token") { Given = PageState.WithoutDemoAsync },
        new("sign-in while the demo data is played", ".notice:has-text('The demo data is being played')")
        {
            Given = page => RespondAsync(page, "**/demo/clock", 200, """{"now":"2026-07-27T12:00:00Z","seeding":true}"""),
        },
        new("the link that skips to the content", ".skip:focus")
        {
            When = async (page, _) =>
            {
                await Assertions.Expect(page.Locator(".people")).ToBeVisibleAsync();
                await page.Locator(".skip").FocusAsync();
            },
        },

        new("contracts of a freelancer", ".contract .pill.green") { User = "u-ana", Hash = "/contracts" },
        new("contracts of a freelancer who waits", ".contract .pill.gold:text('Waits for the client')")
        {
            User = "u-bilal",
            Hash = "/contracts",
        },
        new("contracts of a client, one of which waits", "li:first-child .contract.waits strong:has-text('left')")
        {
            User = "u-lena",
            Hash = "/contracts",
        },
        new("contracts and people with the longest ids", $".facts a:text('{Longest}f')")
        {
            User = $"{Longest}f",
            Hash = $"/contracts/{Longest}c",
            When = async (page, host) =>
            {
                var contract = new Contract($"{Longest}c", $"{Longest}k", $"{Longest}f", $"{Longest}a") { Title = new string('T', 200) };
                await host.ContractAsync(contract: contract);
                await host.RequestedAsync(contract, new string('n', 200));
                await page.GotoAsync($"/?fresh#/contracts");
                await page.Locator(".contract").ClickAsync();
            },
        },
        new("loading takes a while", ".loading")
        {
            User = "u-lena",
            Hash = "/contracts",
            Given = page => page.RouteAsync("**/api/me/contracts*", _ => Task.CompletedTask),
        },
        new("contracts: none", ".empty:text('You have no contracts yet.')") { User = "u-nobody", Hash = "/contracts" },
        new("contracts: more than a page", ".more button")
        {
            User = "u-many",
            When = async (page, host) =>
            {
                var now = await host.NowAsync();
                var many = Enumerable.Range(0, 21)
                    .Select(_ => UpstreamEvent.ContractStarted(Contract.New() with { ClientId = "u-many" }, now));
                ((int)(await host.Api.PublishAsync([.. many])).Status).ShouldBe(202);
                await host.AdvanceAsync(TimeSpan.Zero);
                await page.GotoAsync("/?fresh#/contracts");
            },
        },

        new("room: a request may be made", "#message") { User = "u-ana", Hash = "/contracts/c-website-redesign" },
        new("room: a request with a note too long", ".count.over:has-text('9,000 characters too many')")
        {
            User = "u-ana",
            Hash = "/contracts/c-website-redesign",
            When = async (page, _) =>
            {
                await page.Locator("#message").FillAsync(new string('x', 10_000));
                await page.Locator("form .primary").ClickAsync();
            },
        },
        new("room: a request refused", ".notice.bad:has-text('Refused.')")
        {
            When = async (page, host) =>
            {
                var contract = await PageState.OpenRoomAsync(page, host, contract => contract.FreelancerId);
                await page.Locator("#message").FillAsync("How is it going?");
                ((int)(await host.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId)).Status).ShouldBe(201);
                await page.Locator("form .primary").ClickAsync();
            },
        },
        new("room: too young, with a date", "[data-code=contract-too-young]") { User = "u-ana", Hash = "/contracts/c-brand-guidelines" },
        new("room: no recent payment", "[data-code=no-recent-payment]") { User = "u-ana", Hash = "/contracts/c-newsletter-copy" },
        new("room: pending, to the freelancer", ".pending .deliveries")
        {
            User = "u-bilal",
            Hash = "/contracts/c-data-pipeline",
            When = (page, _) => page.Locator(".pending summary").ClickAsync(),
        },
        new("room: pending, to the client", ".pending h2:text('Bilal Haddad asks for your feedback')")
        {
            User = "u-lena",
            Hash = "/contracts/c-data-pipeline",
        },
        new("room: pending, and the date from which to ask again", "#ask-again-from:valid")
        {
            User = "u-lena",
            Hash = "/contracts/c-data-pipeline",
            When = (page, _) => page.Locator("#ask-again-from").EvaluateAsync("field => { field.value = field.max; }"),
        },
        new("room: not now, refused", ".not-now .notice.bad:has-text('The request no longer waits.')")
        {
            User = "u-lena",
            Hash = "/contracts/c-data-pipeline",
            Given = page => RespondAsync(page, "**/decline", 409, NotPending),
            When = (page, _) => page.Locator(".not-now button").ClickAsync(),
        },
        new("room: not now", ".past-request.declined")
        {
            When = async (page, host) =>
            {
                var contract = await PageState.OpenRoomAsync(page, host, contract => contract.ClientId);
                ((int)(await host.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId)).Status).ShouldBe(201);
                await page.Locator(".not-now button").ClickAsync();
            },
        },
        new("room: declined, with the date of the next request", "[data-code=asked-for-later]")
        {
            User = "u-bilal",
            Hash = "/contracts/c-onboarding-emails",
        },
        new("room: answered, after requests of before", ".past-request.answered") { User = "u-chen", Hash = "/contracts/c-video-editing" },
        new("room: expired, and open again", ".past-request.expired") { User = "u-ana", Hash = "/contracts/c-seo-audit" },
        new("room: expired, and what became of its notices", ".past-request .deliveries li:has-text('Request expired')")
        {
            User = "u-ana",
            Hash = "/contracts/c-seo-audit",
            When = (page, _) => page.Locator(".past-request summary").ClickAsync(),
        },
        new("room: closed", ".quiet [data-code=contract-ended]") { User = "u-bilal", Hash = "/contracts/c-photo-retouching" },
        new("room: ended, with feedback of both kinds", ".feedback.end-of-contract") { User = "u-chen", Hash = "/contracts/c-logo-design" },
        new("room: a trend, and its table", ".trend tbody tr:nth-child(3)")
        {
            User = "u-maria",
            Hash = "/contracts/c-logo-design",
            When = (page, _) => page.Locator(".trend summary").ClickAsync(),
        },
        new("room: through an agency", ".facts a:text('Northwind')") { User = "u-chen", Hash = "/contracts/c-market-research" },
        new("room: feedback that may be reported", ".report form textarea")
        {
            When = async (page, host) => await OpenReportAsync(page, await OpenFeedbackAsync(page, host, reported: false)),
        },
        new("room: a report without a reason", ".report .notice.bad")
        {
            When = async (page, host) =>
            {
                await OpenReportAsync(page, await OpenFeedbackAsync(page, host, reported: false));
                await page.GetByRole(AriaRole.Button, new() { Name = "Send the report" }).ClickAsync();
            },
        },
        new("room: reported feedback", "[data-report=open]")
        {
            When = (page, host) => OpenFeedbackAsync(page, host, reported: true),
        },
        new("room: held feedback", ".withheld .pill.gold")
        {
            When = (page, host) => OpenFeedbackAsync(page, host, reported: true, "hold"),
        },
        new("room: feedback that was taken down", ".withheld .pill.grey")
        {
            When = (page, host) => OpenFeedbackAsync(page, host, reported: true, "take-down"),
        },
        new("room: no such contract", "h1:text('No such contract')") { User = "u-ana", Hash = "/contracts/c-nowhere" },

        new("feedback form", "form.providing") { User = "u-maria", Hash = "/contracts/c-website-redesign" },
        new("feedback form: nothing rated", "form.providing .notice.bad")
        {
            User = "u-maria",
            Hash = "/contracts/c-website-redesign",
            When = (page, _) => page.Locator("form .primary").ClickAsync(),
        },
        new("feedback form: filled in", "#comment-left:has-text('4,981 characters left')")
        {
            User = "u-maria",
            Hash = "/contracts/c-website-redesign",
            When = (page, _) => FillAsync(page),
        },
        new("feedback form: a look before it is given", ".preview .score:has-text('4.00')")
        {
            User = "u-maria",
            Hash = "/contracts/c-website-redesign",
            When = async (page, _) =>
            {
                await FillAsync(page);
                await page.Locator("form .primary").ClickAsync();
            },
        },
        new("feedback form: refused", ".notice.bad:has-text('Refused.')")
        {
            When = async (page, host) =>
            {
                var contract = await PageState.OpenRoomAsync(page, host, contract => contract.ClientId);
                await FillAsync(page);
                await page.Locator("form .primary").ClickAsync();
                await page.Locator(".preview").WaitForAsync();
                ((int)(await host.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId)).Status).ShouldBe(201);
                await page.Locator("form .primary").ClickAsync();
            },
        },
        new("feedback form: provided", ".toast:has-text('Thank you.')")
        {
            When = async (page, host) =>
            {
                await PageState.OpenRoomAsync(page, host, contract => contract.ClientId);
                await FillAsync(page);
                await page.Locator("form .primary").ClickAsync();
                await page.Locator(".preview").WaitForAsync();
                await page.Locator("form .primary").ClickAsync();
            },
        },
        new("not possible to provide", "[data-code=recent-feedback]") { User = "u-james", Hash = "/contracts/c-mobile-app" },

        new("messages: unread", ".message.unread button") { User = "u-lena", Hash = "/messages" },
        new("messages: of a request that waits", ".message .pill.gold") { User = "u-lena", Hash = "/messages" },
        new("the session has ended", ".notice.bad:has-text('Your session has ended.')")
        {
            User = "u-nobody",
            Hash = "/contracts",
            Given = page => RespondAsync(page, "**/api/**", 401, Problem),
        },
        new("messages: all read", ".message:not(.unread)")
        {
            User = "u-chen",
            Hash = "/messages",
            When = async (page, _) =>
            {
                await page.Locator("#read-all").ClickAsync();
                await Assertions.Expect(page.Locator("#unread")).ToHaveCountAsync(0);
            },
        },
        new("messages: none", ".empty:text('No messages yet.')") { User = "u-nobody", Hash = "/messages" },
        new("messages: none unread", ".empty:text('You have read everything.')") { User = "u-nobody", Hash = "/messages?unread" },
        new("notifications", ".choices select") { User = "u-lena", Hash = "/notifications" },
        new("notifications: saved", ".toast:has-text('Saved.')")
        {
            User = "u-nobody",
            Hash = "/notifications",
            When = (page, _) => page.Locator("#email-feedback-reminder").SelectOptionAsync("off"),
        },
        new("notifications: not saved", ".toast:has-text('That was not saved.')")
        {
            User = "u-nobody",
            Hash = "/notifications",
            When = async (page, _) =>
            {
                await Assertions.Expect(page.Locator(".choices")).ToBeVisibleAsync();
                await RespondAsync(page, "**/api/me/notification-preferences", 503, Problem);
                await page.Locator("#email-feedback-received").SelectOptionAsync("digest");
            },
        },
        new("unsubscribe", "h1:text-is('Unsubscribe')") { When = OpenUnsubscribeAsync },
        new("unsubscribed", "h1:text('You are unsubscribed')")
        {
            When = async (page, host) =>
            {
                await OpenUnsubscribeAsync(page, host);
                await page.GetByRole(AriaRole.Button, new() { Name = "Unsubscribe" }).ClickAsync();
            },
        },
        new("unsubscribe: an unknown link", "h1:text-is('Not found.')") { When = (page, _) => page.GotoAsync("/unsubscribe/unknown") },
        new("notified of a message as it comes", ".toast a")
        {
            When = async (page, host) =>
            {
                var contract = await PageState.OpenRoomAsync(page, host, contract => contract.ClientId);
                await Assertions.Expect(page.Locator("form.providing")).ToBeVisibleAsync();
                ((int)(await host.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId)).Status).ShouldBe(201);
            },
        },

        new("work history, signed in", ".past .feedback") { User = "u-chen", Hash = "/freelancers/u-chen" },
        new("work history, to anyone", ".past .feedback.end-of-contract") { Hash = "/freelancers/u-chen" },
        new("work history of an agency", ".past h2:has-text('Market research')") { Hash = "/agencies/a-northwind" },
        new("work history: none", ".empty:text('No contracts yet.')") { Hash = "/freelancers/u-nobody" },

        new("mail", ".mailbox .letter h2") { Hash = "/mail" },
        new("mail: none", ".empty:has-text('No mail yet.')")
        {
            Hash = "/mail",
            Given = page => RespondAsync(page, "**/demo/mail", 200, """{"items":[]}"""),
        },
        new("the clock moved", ".toast:has-text('The clock moved forward by 1 day.')")
        {
            User = "u-nobody",
            When = (page, _) => page.Locator(".demo-buttons button").First.ClickAsync(),
        },

        new("a service is away", ".notice.bad .trace")
        {
            User = "u-ana",
            Hash = "/contracts",
            Given = page => RespondAsync(page, "**/api/me/contracts*", 503, Problem),
        },
        new("a room whose service is away", ".notice.bad .trace")
        {
            User = "u-ana",
            Hash = "/contracts/c-website-redesign",
            Given = page => RespondAsync(page, "**/api/contracts/*/feedback", 503, Problem),
        },
        new("the server can't be reached", ".notice.bad:has-text(\"The server can't be reached.\")")
        {
            User = "u-ana",
            Hash = "/contracts",
            When = async (page, _) =>
            {
                await Assertions.Expect(page.Locator(".contract").First).ToBeVisibleAsync();
                await page.Context.SetOfflineAsync(true);
                await page.Locator(".header nav a:has-text('Messages')").ClickAsync();
            },
        },

        .. OperatorPageStates.All,
    ];

    /// <summary>The freelancer's room of a contract with feedback, which was reported or not, and moderated or not.</summary>
    private static async Task<string> OpenFeedbackAsync(IPage page, EmbeddedSystem host, bool reported, string? action = null)
    {
        var contract = await PageState.OpenRoomAsync(page, host, contract => contract.FreelancerId);
        var feedback = (await host.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, "Slow and rude.")).Text("feedbackId")!;
        var path = $"/api/contracts/{contract.ContractId}/feedback/{feedback}/reports";
        var body = new { reason = "It is about somebody else." };
        if (reported)
            ((int)(await host.Api.PostAsync(path, body, contract.FreelancerId)).Status).ShouldBe(201);

        if (action is not null)
            ((int)(await host.Api.PostAsync($"/api/ops/feedback/{feedback}/{action}", new { }, "u-olga", "ops")).Status).ShouldBe(200);

        await page.ReloadAsync();
        return feedback;
    }

    private static Task OpenReportAsync(IPage page, string feedback) =>
        page.Locator($".feedback:has(#reason-{feedback}) summary").ClickAsync();

    private static async Task RespondAsync(IPage page, string address, int status, string json) =>
        await page.RouteAsync(
            address, route => route.FulfillAsync(new() { Status = status, ContentType = "application/json", Body = json }));

    private static async Task OpenUnsubscribeAsync(IPage page, EmbeddedSystem host)
    {
        var contract = await host.ContractAsync();
        await host.RequestedAsync(contract);
        var mails = await Eventually.Get(() => host.MailsToAsync(contract.ClientEmail), mails => mails.Count > 0);
        var lines = mails[0].GetProperty("text").GetString()!.Split('\n');
        var link = lines.Single(line => line.Contains("/unsubscribe/", StringComparison.Ordinal)).Trim().Split(' ')[^1];
        await page.GotoAsync(new Uri(link).AbsolutePath);
    }

    private static async Task FillAsync(IPage page)
    {
        foreach (var rating in new[] { "skills", "quality", "availability", "deadlines", "communication", "cooperation" })
            await page.Locator($"#rating-{rating} label[title='4: Very good']").ClickAsync();

        await page.Locator("#comment").FillAsync("A pleasure, so far.");
    }
}
