using System.Collections.Concurrent;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using TestKit;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>As in production: nobody but an issuer elsewhere signs anybody in, and there is no route of the demo.</summary>
public sealed class When_the_page_runs_without_the_demo : IAsyncLifetime
{
    private readonly EmbeddedSystem _system = EmbeddedSystem.WithoutDemo();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _browser = await Browser.StartAsync();
        await _system.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _system.DisposeAsync();
    }

    [Fact]
    public async Task Should_call_no_route_of_the_demo_and_lead_to_all_views()
    {
        var contract = await _system.ContractAsync();
        await using var context = await _browser.NewContextAsync(_system.Process.Address);
        var freelancer = new Visitor(await context.NewPageAsync(), _system.Process.Address);
        var called = new ConcurrentQueue<string>();
        freelancer.Page.Request += (_, request) => called.Enqueue(new Uri(request.Url).AbsolutePath);

        await freelancer.Page.GotoAsync("/");
        await freelancer.Page.Locator("#token").FillAsync(Tokens.For(contract.FreelancerId));
        await freelancer.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await freelancer.OpenContract(contract.Title);
        await freelancer.Page.GetByRole(AriaRole.Button, new() { Name = "Request feedback" }).ClickAsync();
        await freelancer.Sees("Your request is waiting");
        await freelancer.Page.GetByRole(AriaRole.Link, new() { Name = "Messages" }).ClickAsync();
        await freelancer.Sees("Messages");
        await freelancer.Page.GetByRole(AriaRole.Link, new() { Name = "Work history" }).ClickAsync();
        await freelancer.Sees($"Name of {contract.FreelancerId}");
        await freelancer.Page.GotoAsync("/#/mail");
        await freelancer.Sees("My contracts");

        await Assertions.Expect(freelancer.Page.Locator("#demo")).ToBeHiddenAsync();
        called.ShouldContain("/api/me/contracts");
        called.ShouldNotContain(path => path.StartsWith("/demo", StringComparison.Ordinal));
        freelancer.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_show_the_API_description_without_people_of_the_demo()
    {
        await using var context = await _browser.NewContextAsync(_system.Process.Address);
        var developer = new Visitor(await context.NewPageAsync(), _system.Process.Address);

        await developer.Page.GotoAsync("/swagger/index.html", new() { WaitUntil = WaitUntilState.NetworkIdle });

        await Assertions.Expect(developer.Page.Locator(".opblock").First).ToBeVisibleAsync();
        await Assertions.Expect(developer.Page.Locator(".demo-sign-in")).ToHaveCountAsync(0);
        developer.Complaints.ShouldBeEmpty();
    }
}
