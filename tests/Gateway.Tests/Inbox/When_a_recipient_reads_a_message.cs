using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Inbox;

public sealed class When_a_recipient_reads_a_message : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_recipient_reads_a_message(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<MarkInboxMessageRead>(command =>
            new InboxMessageRead { MessageId = command.MessageId, ReadAt = command.ReadAt });
    }

    [Fact]
    public async Task Should_mark_it_with_the_reader_and_the_instant()
    {
        var reply = await ReadAsync(TestData.MessageId.ToString());

        reply.Status.ShouldBe(HttpStatusCode.NoContent);
        reply.Text.ShouldBeEmpty();
        _gateway.Services.Received<MarkInboxMessageRead>().ShouldHaveSingleItem().ShouldBe(
            new MarkInboxMessageRead { MessageId = TestData.MessageId, RecipientId = "felix", ReadAt = GatewayFixture.Stamp });
    }

    [Fact]
    public async Task Should_not_find_a_message_of_someone_else()
    {
        _gateway.Services.On<MarkInboxMessageRead>(command =>
            new InboxMessageNotFound { MessageId = command.MessageId });

        var reply = await ReadAsync(TestData.MessageId.ToString());

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Should_not_find_what_is_no_id_of_ours()
    {
        var reply = await ReadAsync("nonsense");

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        _gateway.Services.Received<MarkInboxMessageRead>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("?contractId=con%2Ftract", "con/tract")]
    public async Task Should_mark_all_at_once(string query, string? contractId)
    {
        _gateway.Services.On<MarkInboxRead>(_ => new InboxRead { Count = 2 });

        var reply = await _gateway.PostAsync($"/api/me/messages/read{query}", TestData.FreelancerToken);

        reply.Status.ShouldBe(HttpStatusCode.NoContent);
        _gateway.Services.Received<MarkInboxRead>().ShouldHaveSingleItem()
            .ShouldBe(new MarkInboxRead { RecipientId = "felix", ContractId = contractId, ReadAt = GatewayFixture.Stamp });
    }

    [Fact]
    public async Task Should_name_a_contract_that_is_none()
    {
        var reply = await _gateway.PostAsync("/api/me/messages/read?contractId=%00", TestData.FreelancerToken);

        reply.ShouldNameAsInvalid("contractId");
    }

    private Task<Reply> ReadAsync(string messageId) => _gateway.PostAsync($"/api/me/messages/{messageId}/read", TestData.FreelancerToken);
}
