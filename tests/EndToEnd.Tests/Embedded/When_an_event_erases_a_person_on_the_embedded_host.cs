using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Embedded;

public sealed class When_an_event_erases_a_person_on_the_embedded_host : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("erased");
    private EmbeddedSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _system = new EmbeddedSystem(new Dictionary<string, string>
        {
            ["Demo__Data"] = "false",
            ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("feedback.db")}",
            ["ConnectionStrings__Notifications"] = $"Data Source={_folder.Path("notifications.db")}",
        });
        await _system.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_leave_no_id_name_or_address_in_the_files_nor_an_email_in_the_development_mailbox()
    {
        var contract = await _system.WithHistoryAsync(
            contract => Eventually.Until(async () => (await _system.MailsToAsync(contract.ClientEmail)).Count == 1));
        await Eventually.Until(async () => (await _system.MailsToAsync(contract.FreelancerEmail)).Count == 1);
        (await DumpAsync()).ShouldContain(line => line.Contains(contract.ClientId));

        var response = await _system.Api.PublishAsync(UpstreamEvent.UserErased(contract.ClientId, await _system.NowAsync()));
        await _system.AdvanceAsync(TimeSpan.FromMinutes(1));

        response.Status.ShouldBe(HttpStatusCode.Accepted, response.Body);
        (await _system.MailsToAsync(contract.ClientEmail)).ShouldBeEmpty();
        (await _system.MailsToAsync(contract.FreelancerEmail)).ShouldHaveSingleItem();
        await Eventually.Until(async () => !(await DumpAsync()).Any(line => line.Contains(contract.ClientId)));
        (await _system.Api.TabAsync(contract.ContractId, contract.FreelancerId)).Text("feedback.0.comment").ShouldBe("Yours, [erased]");
    }

    private Task<IReadOnlyList<string>> DumpAsync() => Dumps.OfFilesAsync(_folder.Path("feedback.db"), _folder.Path("notifications.db"));
}
