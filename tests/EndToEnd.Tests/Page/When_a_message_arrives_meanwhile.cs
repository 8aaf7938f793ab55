using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using TestKit;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>The page changes under people who are using it.</summary>
public sealed class When_a_message_arrives_meanwhile(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private const string Comment = "Half of what I want to say";

    [Theory]
    [InlineData(".crumbs a", "My contracts")]
    [InlineData(".header a[href='#/messages']", "Messages")]
    public async Task Should_follow_the_link_on_which_the_mouse_button_is_down(string link, string leadsTo)
    {
        var (maria, contract) = await RoomAsync();
        await maria.Page.Locator(link).HoverAsync();
        await maria.Page.Mouse.DownAsync();

        await RequestAndSeeAsync(maria, contract);
        await maria.Page.Mouse.UpAsync();

        await maria.Sees(leadsTo);
        maria.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_leave_the_focus_on_the_link_that_has_it()
    {
        var (maria, contract) = await RoomAsync();
        await maria.Page.Locator(".facts a").FocusAsync();

        await RequestAndSeeAsync(maria, contract);
        await maria.Page.Keyboard.PressAsync("Enter");

        await maria.Sees($"{contract.Title} Active");
    }

    [Fact]
    public async Task Should_show_what_is_new_around_an_answer_that_is_half_written()
    {
        var (maria, contract) = await RoomAsync();
        await RequestAndSeeAsync(maria, contract);
        await maria.Page.Locator(".pending summary").ClickAsync();
        await maria.Page.Locator("#rating-quality label[title='4: Very good']").ClickAsync();
        await maria.Page.Locator("#comment").FillAsync(Comment);
        await maria.Page.Locator("#comment").EvaluateAsync("field => field.setSelectionRange(5, 7)");
        var now = await browser.Host.NowAsync();
        await browser.Host.Api.PublishAsync(UpstreamEvent.PaymentMade(contract, now));
        await browser.Host.TabShowsAsync(contract, tab => tab.Instant("contract.lastPaymentAt") > now.AddMinutes(-1));

        await browser.Host.RequestedAsync(await browser.Host.ContractAsync(contract: Contract.New() with { ClientId = "u-maria" }));

        await Assertions.Expect(maria.Page.Locator(".facts")).Not.ToContainTextAsync("1 day ago");
        (await maria.Page.EvaluateAsync<string>(
            "[document.activeElement.id, document.activeElement.value, document.activeElement.selectionStart].join('|')"))
            .ShouldBe($"comment|{Comment}|5");
        await Assertions.Expect(maria.Page.Locator("#rating-quality input:checked")).ToHaveValueAsync("4");
        await Assertions.Expect(maria.Page.Locator(".pending details")).ToHaveAttributeAsync("open", "");
    }

    [Fact]
    public async Task R20_Should_keep_what_was_being_written_when_the_contract_ends()
    {
        var (maria, contract) = await RoomAsync();
        await maria.Page.Locator("#comment").FillAsync(Comment);

        var now = await browser.Host.NowAsync();
        await browser.Host.Api.PublishAsync(UpstreamEvent.ContractEnded(contract, now));
        await browser.Host.TabShowsAsync(contract, tab => tab.Member("contract.endedAt").ValueKind == JsonValueKind.String);
        await maria.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

        await maria.SeesText("Closed: the contract has ended.");
        await maria.SeesText(Comment);
        await Assertions.Expect(maria.Page.Locator("#comment")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Should_count_it_as_read_when_its_link_has_been_followed()
    {
        var contract = await ContractAsync();
        var maria = await browser.VisitAsync("u-maria");
        await maria.Page.GotoAsync("/#/freelancers/u-ana");
        await maria.Sees("Ana Petrova");
        await maria.Page.EvaluateAsync(PageState.KeepToasts);
        var unread = maria.Page.Locator("#unread");

        await browser.Host.RequestedAsync(contract);
        await Assertions.Expect(unread).ToBeVisibleAsync();
        await maria.Page.Locator(".toast a", new() { HasText = contract.Title }).ClickAsync();

        await maria.Sees(contract.Title);
        await Eventually.Until(async () => (await browser.Host.Api.MessagesAsync("u-maria")).Items("items").Any(
            message => message.GetProperty("contractId").GetString() == contract.ContractId
                && message.GetProperty("readAt").ValueKind == JsonValueKind.String));
        var left = (await browser.Host.Api.MessagesAsync("u-maria")).Member("unreadCount").GetInt32();
        if (left == 0)
            await Assertions.Expect(unread).ToHaveCountAsync(0);
        else
            await Assertions.Expect(unread).ToContainTextAsync($"{left}");
    }

    [Fact]
    public async Task R48_Should_show_that_an_invitation_is_settled_once_it_is_answered_elsewhere()
    {
        var contract = await ContractAsync();
        await browser.Host.RequestedAsync(contract);
        var maria = await browser.VisitAsync("u-maria");
        await maria.Page.GotoAsync("/#/messages");
        var message = maria.Page.Locator(".message", new() { HasText = contract.Title });
        await Assertions.Expect(message).ToContainTextAsync("Waits for your answer");

        (await browser.Host.Api.ProvideFeedbackAsync(contract.ContractId, "u-maria")).Status.ShouldBe(HttpStatusCode.Created);
        await maria.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

        await Assertions.Expect(message).ToContainTextAsync("You answered");
        await Assertions.Expect(message).Not.ToContainTextAsync("answer until");
        await maria.Page.Locator("#read-all").ClickAsync();
        await Assertions.Expect(maria.Page.Locator("#unread")).ToHaveCountAsync(0);
        await Assertions.Expect(maria.Page.Locator("#read-all")).ToHaveCountAsync(0);
        (await maria.Page.EvaluateAsync<bool>("document.activeElement.matches('#view a')")).ShouldBeTrue();
    }

    private async Task<(Visitor Client, Contract Contract)> RoomAsync()
    {
        var contract = await ContractAsync();
        var maria = await browser.VisitAsync("u-maria");
        await maria.Page.GotoAsync($"/#/contracts/{contract.ContractId}");
        await maria.Sees(contract.Title);
        return (maria, contract);
    }

    private Task<Contract> ContractAsync()
    {
        var contract = Contract.New();
        contract = contract with { ClientId = "u-maria", Title = $"Garden of {contract.FreelancerId}" };
        return browser.Host.ContractAsync(contract: contract);
    }

    private async Task RequestAndSeeAsync(Visitor client, Contract contract)
    {
        await browser.Host.RequestedAsync(contract);
        await Assertions.Expect(client.Page.Locator("h2:has-text('asks for your feedback')")).ToBeVisibleAsync();
    }
}
