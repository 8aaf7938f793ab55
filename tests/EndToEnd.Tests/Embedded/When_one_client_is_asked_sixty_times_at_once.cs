using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

public sealed class When_one_client_is_asked_sixty_times_at_once
{
    private const int Contracts = 60;
    private const int Limit = 20;

    [Fact]
    public async Task Should_send_the_client_as_many_emails_as_the_limit_allows_and_refuse_the_rest_with_429()
    {
        await using var system = new EmbeddedSystem(new Dictionary<string, string>
        {
            ["Demo__Data"] = "false",
            ["Feedback__RequestLimits__PerClientAndDay"] = $"{Limit}",
            ["Notifications__SingleEmailsPerDay"] = $"{Limit}",
        });
        await system.InitializeAsync();
        var contracts = Enumerable.Range(1, Contracts).Select(number => new Contract($"contract-{number}", "clara", "felix")).ToList();
        foreach (var contract in contracts)
            await system.ContractAsync(contract: contract);

        var responses = await Task.WhenAll(contracts.Select(contract => system.Api.RequestFeedbackAsync(contract.ContractId, "felix")));

        responses.Count(response => response.Status == HttpStatusCode.Created).ShouldBe(Limit);
        var refused = responses.Where(response => response.Status == HttpStatusCode.TooManyRequests).ToList();
        refused.Count.ShouldBe(Contracts - Limit);
        refused.ShouldAllBe(response => response.Text("limit") == "client-requests");
        await system.AdvanceAsync(TimeSpan.Zero);
        (await system.MailsToAsync(contracts[0].ClientEmail)).Count.ShouldBe(Limit);
    }
}
