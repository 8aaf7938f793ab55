using System.Net;
using System.Text;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Attacks;
using EndToEnd.Tests.Systems;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Separate;

[Collection<SeparateTests>]
public sealed class When_an_event_erases_a_person(SeparateSystem system)
{
    private const string Http = "HTTP";

    [Theory]
    [InlineData(Http)]
    [InlineData(Attack.RawType)]
    [InlineData(Attack.EnvelopeType)]
    public async Task Should_leave_no_id_name_or_address_in_the_databases(string door)
    {
        var contract = await system.WithHistoryAsync();
        await system.Mail.MailsToAsync(contract.FreelancerEmail);
        (await DumpAsync()).ShouldContain(line => line.Contains(contract.ClientId));

        await PublishAsync(UpstreamEvent.UserErased(contract.ClientId, await system.NowAsync()), door);

        // The event itself waits in each outbox for a minute, and then comes once more.
        await Eventually.Until(async () => !(await DumpAsync()).Any(line =>
            line.Contains(contract.ClientId) && !line.Contains("urn:message:Contracts.Messages:UserErased")));
        var tab = await system.TabShowsAsync(contract, tab => tab.Text("feedback.0.comment") == "Yours, [erased]");
        tab.Text("contract.clientId")!.ShouldStartWith("erased-");
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    private Task<IReadOnlyList<string>> DumpAsync() => Dumps.OfSchemasAsync(system.Database);

    private async Task PublishAsync(UpstreamEvent erased, string door)
    {
        if (door == Http)
        {
            (await system.Api.PublishAsync(erased)).Status.ShouldBe(HttpStatusCode.Accepted);
            return;
        }

        var body = door == Attack.RawType ? erased.ToRawJson() : $$"""{ "message": {{erased.ToRawJson()}} }""";
        await using var broker = await BrokerConnection.OpenAsync(await system.UpstreamAsync(erased.Type));
        await broker.PublishAsync(erased.Type, Encoding.UTF8.GetBytes(body), new BasicProperties { ContentType = door });
    }
}
