using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Page;

public sealed class When_feedback_is_reported_on_the_page(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private const string Comment = "<b>Slow</b> and rude.";
    private const string Reason = "<i>It is about somebody else.</i>";

    [Fact]
    public async Task R57_R58_R59_Should_lead_from_the_report_to_the_decision()
    {
        var contract = await browser.Host.ContractAsync();
        var feedback = (await browser.Host.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, Comment)).Text("feedbackId")!;
        var freelancer = await VisitAsync(contract.FreelancerId, $"/#/contracts/{contract.ContractId}");
        var client = await VisitAsync(contract.ClientId, $"/#/contracts/{contract.ContractId}");
        var anyone = await VisitAsync(user: null, $"/#/freelancers/{contract.FreelancerId}");
        var olga = await VisitAsync("u-olga", "/ops#/reports", "ops");
        await anyone.SeesText(Comment);
        await client.SeesText(Comment);
        (await client.Page.Locator(".report").CountAsync()).ShouldBe(0);

        await freelancer.Page.GetByText("Report", new() { Exact = true }).ClickAsync();
        await freelancer.Page.GetByLabel("What is wrong with it?").FillAsync(Reason);
        await freelancer.Page.GetByRole(AriaRole.Button, new() { Name = "Send the report" }).ClickAsync();
        await freelancer.IsNotifiedLive("Thank you. Operators will look at it.");
        await freelancer.SeesText("Operators have not decided yet.");
        (await freelancer.Page.Locator(".report").CountAsync()).ShouldBe(0);

        await olga.Page.ReloadAsync();
        await olga.SeesText(Reason);
        await olga.SeesText(Comment);
        var card = olga.Page.Locator(".card", new() { HasText = feedback });
        await card.GetByLabel("Note for other operators").FillAsync("Asked both sides.");
        await olga.Page.GetByRole(AriaRole.Button, new() { Name = $"Hold {feedback}" }).ClickAsync();
        await Assertions.Expect(olga.Page.Locator("#outcome")).ToContainTextAsync("The feedback is held: it is not public.");
        await Assertions.Expect(card).ToContainTextAsync("Asked both sides.");
        (await card.GetByLabel("Note for other operators").InputValueAsync()).ShouldBeEmpty();

        await anyone.Page.ReloadAsync();
        await anyone.SeesText("No public feedback yet.");
        await client.Page.ReloadAsync();
        await client.SeesText("Under review");
        await client.SeesText(Comment);

        await olga.Page.GetByRole(AriaRole.Button, new() { Name = $"Take down {feedback}" }).ClickAsync();
        await olga.Page.GetByRole(AriaRole.Button, new() { Name = "Take it down", Exact = true }).ClickAsync();
        await Assertions.Expect(olga.Page.Locator("#outcome")).ToContainTextAsync("The feedback is taken down.");
        await client.Page.ReloadAsync();
        await client.SeesText("Nobody sees its text, ratings and score.");
        await Assertions.Expect(client.Page.Locator(".feedback")).Not.ToContainTextAsync("rude");
        await freelancer.Page.ReloadAsync();
        await freelancer.SeesText("Operators took it down.");

        foreach (var visitor in new[] { freelancer, client, anyone, olga })
            visitor.Complaints.ShouldBeEmpty();
    }

    private async Task<Visitor> VisitAsync(string? user, string address, params string[] roles)
    {
        var context = await browser.NewContextAsync();
        var visitor = new Visitor(await context.NewPageAsync(), browser.Host.Process.Address);
        if (user is not null)
        {
            var token = await browser.Host.Api.TokenAsync(user, roles);
            await visitor.Page.AddInitScriptAsync($"sessionStorage.setItem('feedback.token', '{token}');");
        }

        await visitor.Page.GotoAsync(address);
        return visitor;
    }
}
