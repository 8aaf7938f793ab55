using Contracts.Messages;
using Gateway.Tests.Harness;
using MassTransit;
using InboxPage = Contracts.Messages.Inbox;

namespace Gateway.Tests.Inbox;

/// <summary>Stands in for the stored messages of one user.</summary>
internal sealed class ScriptedInbox
{
    private readonly Lock _gate = new();
    private readonly List<InboxMessage> _messages = [];
    private readonly IBus _bus;
    private readonly string _recipientId;

    public ScriptedInbox(GatewayFixture gateway, string recipientId, params int[] stored)
    {
        _bus = gateway.Bus;
        _recipientId = recipientId;
        _messages.AddRange(stored.Select(InboxTestData.Message));
        gateway.Services.On<GetInbox>(Respond);
    }

    public Task StoreAsync(int number, string? recipientId = null)
    {
        lock (_gate)
            _messages.Add(InboxTestData.Message(number));

        return _bus.Publish(
            new InAppMessageDelivered
            {
                MessageId = InboxTestData.Id(number),
                RecipientId = recipientId ?? _recipientId,
                Kind = NoticeKinds.FeedbackReceived,
                ContractId = "c-1",
                DeliveredAt = GatewayFixture.Stamp,
            },
            TestContext.Current.CancellationToken);
    }

    private InboxPage Respond(GetInbox query)
    {
        lock (_gate)
        {
            var mine = query.RecipientId == _recipientId ? _messages : [];
            var ordered = query.After is { } after
                ? mine.Where(message => message.MessageId > after).OrderBy(message => message.MessageId)
                : mine.OrderByDescending(message => message.MessageId);
            return new InboxPage { Items = [.. ordered.Take(query.PageSize)], UnreadCount = mine.Count };
        }
    }
}
