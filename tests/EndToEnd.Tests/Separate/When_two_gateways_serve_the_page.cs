using EndToEnd.Tests.Page;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Separate;

/// <summary>Two gateway processes on RabbitMQ and PostgreSQL, each with one side of a contract before its page.</summary>
[Collection<SeparateTests>]
public sealed class When_two_gateways_serve_the_page(SeparateSystem system)
{
    private const string StillThere = "still there";

    [Fact]
    public async Task Should_show_each_side_at_once_what_the_other_did_through_the_other_gateway()
    {
        await using var other = await ServiceProcess.StartAsync(["gateway"], await system.SettingsOfAsync("gateway"));
        await using var browser = await Browser.StartAsync();
        var contract = await system.ContractAsync();
        await using var freelancers = await browser.NewContextAsync(system.Gateway.Address);
        await using var clients = await browser.NewContextAsync(other.Address);
        var freelancer = await SignInAsync(freelancers, system.Gateway.Address, contract.FreelancerId);
        var client = await SignInAsync(clients, other.Address, contract.ClientId);
        await freelancer.OpenContract(contract.Title);
        await freelancer.Sees(contract.Title);

        await freelancer.Page.GetByLabel("A note to the client").FillAsync("How is the garden coming along?");
        await freelancer.Page.GetByRole(AriaRole.Button, new() { Name = "Request feedback" }).ClickAsync();

        await client.IsNotifiedLive("asks for your feedback");
        await Assertions.Expect(client.Page.Locator("#unread")).ToContainTextAsync("1");
        await Assertions.Expect(client.Page.Locator(".contract.waits")).ToContainTextAsync("Waits for your answer");
        await client.OpenContract(contract.Title);
        await client.SeesText("How is the garden coming along?");
        await Assertions.Expect(client.Page.Locator("#unread")).ToHaveCountAsync(0);
        foreach (var rating in new[] { "skills", "quality", "availability", "deadlines", "communication", "cooperation" })
            await client.Page.Locator($"#rating-{rating} label[title='5: Excellent']").ClickAsync();

        await client.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await client.Page.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();

        await freelancer.IsNotifiedLive("gave you feedback");
        await Assertions.Expect(freelancer.Page.Locator(".feedback .score")).ToContainTextAsync("5.00");
        await Assertions.Expect(freelancer.Page.Locator(".past-request.answered")).ToContainTextAsync("How is the garden coming along?");
        await Assertions.Expect(freelancer.Page.Locator("#unread")).ToContainTextAsync("1");
        foreach (var visitor in new[] { freelancer, client })
        {
            (await visitor.Page.EvaluateAsync<string?>("window.mark")).ShouldBe(StillThere);
            visitor.Complaints.ShouldBeEmpty();
        }
    }

    /// <summary>With an access token, as nobody but the demo signs in otherwise. The page is not loaded again from here on.</summary>
    private static async Task<Visitor> SignInAsync(IBrowserContext context, Uri gateway, string user)
    {
        var visitor = new Visitor(await context.NewPageAsync(), gateway);
        await visitor.Page.AddInitScriptAsync(PageState.KeepToasts);
        await visitor.Page.GotoAsync("/");
        await visitor.Page.Locator("#token").FillAsync(Tokens.For(user));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.Sees("My contracts");
        await visitor.Page.EvaluateAsync("mark => { window.mark = mark; }", StillThere);
        return visitor;
    }
}
