using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Page;

public sealed class When_feedback_is_requested_and_provided_on_the_page(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private const string Website = "Website redesign";
    private const string Comment = "<b>Bold</b> & <script>document.title = 'owned'</script> as it was typed";

    [Fact]
    public async Task Should_lead_both_sides_through_from_the_request_to_the_work_history()
    {
        var ana = await browser.VisitAsync("u-ana");
        var maria = await browser.VisitAsync("u-maria");

        await ana.OpenContract(Website);
        await ana.Page.GetByLabel("A note to the client").FillAsync("How do you like the drafts?");
        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Request feedback" }).ClickAsync();
        await ana.Sees("Your request is waiting");
        await maria.IsNotifiedLive($"Ana Petrova asks for your feedback on “{Website}”");

        await ana.Page.GotoAsync("/#/mail");
        await ana.Sees($"Ana Petrova asks for your feedback on “{Website}”");
        await Assertions.Expect(ana.Page.FrameLocator(".letter-body").GetByText("How do you like the drafts?")).ToBeVisibleAsync();
        await ana.Page.GotoAsync("/#/contracts");

        await maria.OpenContract(Website);
        await maria.Sees("Ana Petrova asks for your feedback");
        foreach (var rating in new[] { "skills", "quality", "availability", "deadlines", "communication", "cooperation" })
            await maria.Page.Locator($"#rating-{rating} label[title='5: Excellent']").ClickAsync();

        await maria.Page.GetByLabel("Comment").FillAsync(Comment);
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await maria.Sees("Everyone will see this");
        await maria.SeesText("5.00");
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await maria.SeesText("Maria Rossi about Ana Petrova");
        await maria.SeesText(Comment);
        await maria.SeesText("Asked for.");

        await ana.IsNotifiedLive($"Maria Rossi gave you feedback on “{Website}”");
        await ana.OpenContract(Website);
        await ana.SeesText(Comment);
        await ana.Page.GetByRole(AriaRole.Link, new() { Name = "Work history" }).ClickAsync();
        await ana.Sees($"{Website} Active");
        await ana.SeesText(Comment);

        (await ana.Page.TitleAsync()).ShouldBe("Ana Petrova · Feedback");
        ana.Complaints.ShouldBeEmpty();
        maria.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task R53_R54_Should_let_the_client_answer_later_and_tell_the_freelancer_from_when_to_ask_again()
    {
        var contract = Contract.New() with { Title = "Answered later" };
        await browser.Host.ContractAsync(contract: contract);
        await browser.Host.RequestedAsync(contract);
        var client = await VisitByTokenAsync(contract.ClientId);
        var freelancer = await VisitByTokenAsync(contract.FreelancerId);

        await client.OpenContract(contract.Title);
        var date = client.Page.GetByLabel("Ask me again from");
        var latest = await date.GetAttributeAsync("max");
        await date.FillAsync(latest!);
        await client.Page.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();
        await client.SeesText("would rather answer later");
        await Assertions.Expect(client.Page.GetByRole(AriaRole.Button, new() { Name = "Not now" })).ToHaveCountAsync(0);
        await Assertions.Expect(client.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" })).ToBeVisibleAsync();
        await freelancer.OpenContract(contract.Title);

        await Assertions.Expect(freelancer.Page.Locator("[data-code=asked-for-later]")).ToContainTextAsync("would rather answer later");
        await freelancer.SeesText("Possible from");
        await Assertions.Expect(freelancer.Page.GetByRole(AriaRole.Button, new() { Name = "Request feedback" })).ToHaveCountAsync(0);
        var tab = await browser.Host.Api.TabAsync(contract.ContractId, contract.FreelancerId);
        (tab.Instant("requests.0.askAgainFrom") - await browser.Host.NowAsync()).TotalDays.ShouldBeInRange(58, 60);
        client.Complaints.ShouldBeEmpty();
        freelancer.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task R30_Should_say_why_not_and_from_when()
    {
        var ana = await browser.VisitAsync("u-ana");

        await ana.OpenContract("Brand guidelines");

        await Assertions.Expect(ana.Page.Locator("[data-code=contract-too-young]"))
            .ToContainTextAsync("The contract started less than 30 days ago.");
        await ana.SeesText("Possible from");
        await Assertions.Expect(ana.Page.GetByRole(AriaRole.Button, new() { Name = "Request feedback" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task R45_Should_lead_to_a_contract_and_an_agency_whatever_stands_in_their_ids()
    {
        var contract = new Contract("con/tract %2F ?#;ä😀\\", "u-maria", "u-ana", "agen/cy %2F") { Title = "Odd ids" };
        var now = await browser.Host.NowAsync();
        (await browser.Host.Api.PublishAsync(UpstreamEvent.ContractStarted(contract, now.AddDays(-40)))).Status
            .ShouldBe(HttpStatusCode.Accepted);
        var ana = await browser.VisitAsync("u-ana");

        await ana.OpenContract(contract.Title);
        await ana.Sees(contract.Title);
        await ana.Page.GetByRole(AriaRole.Link, new() { Name = contract.AgencyId, Exact = true }).ClickAsync();
        await ana.Sees($"{contract.Title} Active");

        ana.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task R45_Should_lead_through_room_inbox_and_history_whatever_stands_in_the_ids()
    {
        var contract = new Contract("ro/om %2F ?#;ä😀\\", "cli/ent %2F", "free/lancer %2F?#") { Title = "Odder ids" };
        var now = await browser.Host.NowAsync();
        (await browser.Host.Api.PublishAsync(
            UpstreamEvent.ContractStarted(contract, now.AddDays(-40)), UpstreamEvent.PaymentMade(contract, now.AddDays(-1)))).Status
            .ShouldBe(HttpStatusCode.Accepted);
        var freelancer = await VisitByTokenAsync(contract.FreelancerId);
        var client = await VisitByTokenAsync(contract.ClientId);

        await freelancer.OpenContract(contract.Title);
        await freelancer.Page.GetByRole(AriaRole.Button, new() { Name = "Request feedback" }).ClickAsync();
        await freelancer.Sees("Your request is waiting");
        await client.IsNotifiedLive($"asks for your feedback on “{contract.Title}”");
        await client.Page.GetByRole(AriaRole.Link, new() { Name = "Messages" }).ClickAsync();
        await client.Page.Locator(".message a").ClickAsync();
        await client.Sees($"{contract.FreelancerId} asks for your feedback");
        foreach (var rating in new[] { "skills", "quality", "availability", "deadlines", "communication", "cooperation" })
            await client.Page.Locator($"#rating-{rating} label[title='5: Excellent']").ClickAsync();

        await client.Page.GetByLabel("Comment").FillAsync("Odd but good.");
        await client.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await client.Page.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await client.SeesText($"{contract.ClientId} about {contract.FreelancerId}");
        await client.Page.GetByRole(AriaRole.Link, new() { Name = contract.FreelancerId, Exact = true }).ClickAsync();
        await client.Sees($"{contract.Title} Active");
        await client.SeesText("Odd but good.");

        await freelancer.Page.GetByRole(AriaRole.Link, new() { Name = "Work history" }).ClickAsync();
        await freelancer.SeesText("Odd but good.");
        freelancer.Complaints.ShouldBeEmpty();
        client.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_keep_what_is_written_when_the_session_ends_until_the_same_person_is_back()
    {
        var contract = await browser.Host.ContractAsync();
        var token = await browser.Host.Api.TokenAsync(contract.ClientId);
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await PageState.WithoutDemoAsync(page);
        await page.GotoAsync($"/#/contracts/{contract.ContractId}");
        await SignInAsync(page, token);
        await page.Locator("#rating-quality label[title='4: Very good']").ClickAsync();
        await page.Locator("#comment").FillAsync(Comment);

        await page.RouteAsync("**/api/**", route => route.FulfillAsync(new() { Status = 401, Body = "{}" }));
        await page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("Your session has ended.");
        await page.UnrouteAsync("**/api/**");

        // And then the room can't be loaded at once.
        await page.RouteAsync("**/api/contracts/**", route => route.FulfillAsync(new() { Status = 503, Body = "{}" }));
        await SignInAsync(page, token);
        var again = page.GetByRole(AriaRole.Button, new() { Name = "Try again" });
        await Assertions.Expect(again).ToBeVisibleAsync();
        await page.UnrouteAsync("**/api/contracts/**");
        await again.ClickAsync();

        await Assertions.Expect(page.Locator("#comment")).ToHaveValueAsync(Comment);
        await Assertions.Expect(page.Locator("#rating-quality .word")).ToHaveTextAsync("4 · Very good");
    }

    [Fact]
    public async Task Should_try_again_when_told_to()
    {
        var ana = await browser.VisitAsync("u-ana");
        await ana.Page.RouteAsync("**/api/me/messages*", route => route.FulfillAsync(new() { Status = 503, Body = "{}" }));
        await ana.Page.GotoAsync("/#/messages");
        await Assertions.Expect(ana.Page.Locator(".notice.bad")).ToBeVisibleAsync();

        await ana.Page.UnrouteAllAsync();
        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Assertions.Expect(ana.Page.Locator(".message").First).ToBeVisibleAsync();
        await Assertions.Expect(ana.Page.Locator(".notice.bad")).ToHaveCountAsync(0);
    }

    /// <summary>A client's work history is empty, and names its owner by the id.</summary>
    [Fact]
    public async Task Should_call_the_reader_by_name_whichever_response_comes_last()
    {
        var lena = await browser.VisitAsync("u-lena");
        await lena.Page.Locator(".header a[href='#/messages']").ClickAsync();
        await lena.Sees("Messages");
        var name = lena.Page.Locator(".me-name");
        await lena.Page.RouteAsync("**/work-history?limit=1", async route =>
        {
            await Assertions.Expect(name).ToHaveTextAsync("Lena Schmidt");
            await route.ContinueAsync();
        });
        var last = lena.Page.WaitForResponseAsync(response => response.Url.EndsWith("work-history?limit=1", StringComparison.Ordinal));

        await lena.Page.ReloadAsync();
        await (await last).FinishedAsync();
        await lena.Page.Locator("a[href='#/messages?unread']").ClickAsync();
        await Assertions.Expect(lena.Page.Locator("a[href='#/messages?unread'][aria-current]")).ToBeVisibleAsync();

        await Assertions.Expect(name).ToHaveTextAsync("Lena Schmidt");
    }

    [Fact]
    public async Task Should_fit_on_a_phone()
    {
        var maria = await browser.VisitAsync("u-maria", new ViewportSize { Width = 360, Height = 740 });

        await maria.OpenContract("Video editing");
        await maria.SeesText("Great cuts. The second batch came a day late.");

        (await maria.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
        maria.Complaints.ShouldBeEmpty();
    }

    /// <summary>Somebody who is nobody of the demo.</summary>
    private async Task<Visitor> VisitByTokenAsync(string userId)
    {
        var context = await browser.NewContextAsync();
        var visitor = new Visitor(await context.NewPageAsync(), browser.Host.Process.Address);
        await visitor.Page.GotoAsync("/");
        await visitor.Page.Locator("details.panel > summary").ClickAsync();
        await SignInAsync(visitor.Page, await browser.Host.Api.TokenAsync(userId));
        await visitor.Sees("My contracts");
        return visitor;
    }

    private static async Task SignInAsync(IPage page, string token)
    {
        await page.Locator("#token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
