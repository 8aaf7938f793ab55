using System.Net;
using System.Text;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Attacks;
using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using Npgsql;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Doors;

/// <summary>R46: HTTP, raw JSON and MassTransit's envelope on the broker say the same word on every event.</summary>
[Collection<SeparateTests>]
public sealed class When_an_event_comes_through_either_door(SeparateSystem system)
{
    private static readonly Dictionary<string, (string[] Queues, string Table, string Key)> _places = new()
    {
        ["contract-started"] = (["feedback-contract-started"], "feedback.contracts", "contract_id"),
        ["contract-ended"] = (["feedback-contract-ended"], "feedback.contracts", "contract_id"),
        ["payment-made"] = (["feedback-payment-made"], "feedback.payments", "payment_id"),
        ["end-of-contract-feedback-given"] =
            (["feedback-end-of-contract-feedback-given"], "feedback.end_of_contract_feedback", "feedback_id"),
        ["user-profile-changed"] = (["notifications-user-profile-changed"], "notifications.user_profiles", "user_id"),
        ["user-erased"] = (["feedback-user-erased", "notifications-user-erased"], "feedback.erased_users", "user_key::text"),
    };

    [Theory]
    [MemberData(nameof(DoorCases.All), MemberType = typeof(DoorCases))]
    public async Task R46_Should_say_the_same_word(DoorCase line)
    {
        string[] contentTypes = line.IsForEnvelopes ? [Attack.RawType, Attack.EnvelopeType] : [Attack.RawType];
        if (line.Refused is null)
        {
            var overHttp = await StoredOverHttpAsync(line);
            overHttp.ShouldContain(line.Stored);
            foreach (var contentType in contentTypes)
                (await StoredOverTheBrokerAsync(line, contentType)).ShouldBe(overHttp, contentType);
        }
        else
        {
            await RefusedOverHttpAsync(line, line.Refused);
            foreach (var contentType in contentTypes)
                (await ReasonOnTheBrokerAsync(line, contentType)).ShouldContain(line.Refused, Case.Sensitive, contentType);
        }
    }

    /// <summary>Over HTTP the Gateway's own tests say the same.</summary>
    [Fact]
    public async Task R46_Should_say_on_the_broker_that_the_content_type_is_missing()
    {
        var ended = Encoding.UTF8.GetBytes("""{ "eventId": "e-1", "contractId": "c-1", "endedAt": "2026-01-01T12:00:00Z" }""");
        await using var upstream = await BrokerConnection.OpenAsync(await system.UpstreamAsync("contract-ended"));
        await using var broker = await BrokerConnection.OpenAsync(system.Broker.Address);

        await upstream.PublishAsync("contract-ended", ended, new BasicProperties());

        var refused = await Eventually.Get(() => FirstOfAsync(broker, "feedback-contract-ended_error"), found => found is not null);
        ReasonOf(refused!).ShouldBe("The message has no content type; it has to be application/json.");
    }

    private async Task RefusedOverHttpAsync(DoorCase line, string member)
    {
        var id = NewId();
        var response = await SendAsync(line, id);

        response.Status.ShouldBe(HttpStatusCode.BadRequest, response.Body);
        response.Member("errors").EnumerateObject().ShouldContain(
            error => error.Name.StartsWith(member == "eventId" ? "events[0].id" : $"events[0].data.{member}", StringComparison.Ordinal));
        (await StoredAsync(line, id)).ShouldBeEmpty();
    }

    private async Task<string> StoredOverHttpAsync(DoorCase line)
    {
        var id = NewId();
        var response = await SendAsync(line, id);

        response.Status.ShouldBe(HttpStatusCode.Accepted, response.Body);
        return await Eventually.Get(() => StoredAsync(line, id), stored => stored.Length > 0);
    }

    private async Task<string> StoredOverTheBrokerAsync(DoorCase line, string contentType)
    {
        var id = NewId();
        await PublishAsync(line, id, contentType);

        return await Eventually.Get(() => StoredAsync(line, id), stored => stored.Length > 0);
    }

    /// <summary>The reason in the error queue of each consumer, where the event has come at its first delivery.</summary>
    private async Task<string> ReasonOnTheBrokerAsync(DoorCase line, string contentType)
    {
        var id = NewId();
        var body = await PublishAsync(line, id, contentType);
        await using var broker = await BrokerConnection.OpenAsync(system.Broker.Address);
        var reasons = new List<string>();
        foreach (var queue in _places[line.Type].Queues)
        {
            var refused = await Eventually.Get(() => FirstOfAsync(broker, $"{queue}_error"), found => found is not null);
            refused!.Body.ToArray().ShouldBe(body);
            refused.BasicProperties.Headers!.ShouldNotContainKey("MT-Fault-RetryCount");
            reasons.Add(ReasonOf(refused));
        }

        (await StoredAsync(line, id)).ShouldBeEmpty();
        return reasons.Distinct().ShouldHaveSingleItem();
    }

    private static string ReasonOf(BasicGetResult refused) =>
        Encoding.UTF8.GetString((byte[])refused.BasicProperties.Headers!["MT-Fault-Message"]!);

    private static async Task<BasicGetResult?> FirstOfAsync(BrokerConnection broker, string queue)
    {
        BasicGetResult? result = null;
        await broker.WithChannelAsync(async channel => result = await channel.BasicGetAsync(queue, autoAck: true));
        return result;
    }

    private Task<ApiResponse> SendAsync(DoorCase line, string id) => system.Api.SendAsync(
        HttpMethod.Post,
        "/api/upstream/events",
        $$"""
        { "specversion": "1.0", "id": "{{With(line.EventId, id)}}", "source": "https://upstream.example.com", "type": "{{line.Type}}",
          "data": {{With(line.Data, id)}} }
        """,
        "application/cloudevents+json",
        "upstream-system",
        "upstream");

    private async Task<byte[]> PublishAsync(DoorCase line, string id, string contentType)
    {
        var message = $$"""{ "eventId": "{{With(line.EventId, id)}}", {{With(line.Data, id).TrimStart()[1..]}}""";
        var body = Encoding.UTF8.GetBytes(contentType == Attack.RawType ? message : $$"""{ "message": {{message}} }""");
        await using var broker = await BrokerConnection.OpenAsync(await system.UpstreamAsync(line.Type));
        await broker.PublishAsync(line.Type, body, new BasicProperties { ContentType = contentType });
        return body;
    }

    /// <summary>The row that the event has made, with {id} for the text that no other has; empty if there is none.</summary>
    private async Task<string> StoredAsync(DoorCase line, string id)
    {
        var (_, table, key) = _places[line.Type];
        var settings = new NpgsqlConnectionStringBuilder(system.Database.ConnectionString) { Pooling = false, Timezone = "UTC" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT to_jsonb(stored)::text FROM {table} stored WHERE stored.{key} LIKE $1 || '%'";
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        return (await command.ExecuteScalarAsync() as string ?? "").Replace(id, "{id}", StringComparison.Ordinal);
    }

    private static string With(string text, string id) => text.Replace("{id}", id, StringComparison.Ordinal);

    private static string NewId() => Guid.NewGuid().ToString("N");
}
