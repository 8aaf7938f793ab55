using Gateway.Http;
using InboxPage = Contracts.Messages.Inbox;

namespace Gateway.Inbox;

/// <summary>Follows one user's inbox, giving each message once.</summary>
internal sealed class MissedMessages(ServiceClient services, string recipientId, Guid? last)
{
    private readonly HashSet<Guid> _given = [];
    private Guid? _last = last;

    /// <summary>Starts at the newest message there is, unless it continues an earlier stream.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_last is not null)
            return;

        var newest = await QueryAsync(after: null, pageSize: 1, cancellationToken);
        _last = newest is [var message] ? message.MessageId : null;
    }

    /// <summary>
    /// The messages since the last one given, oldest first, and of the signalled ones those that took their place
    /// before it: two messages of one instant are ordered by their ids, not by which was stored first.
    /// </summary>
    public async Task<IReadOnlyList<InboxMessage>> ReadAsync(IReadOnlyList<Guid> signalled, CancellationToken cancellationToken)
    {
        List<InboxMessage> messages = [];
        while (true)
        {
            var page = await QueryAsync(_last, Limits.MaxPageSize, cancellationToken);
            messages.AddRange(_last is null ? page.Reverse() : page);
            _last = messages.Count > 0 ? messages[^1].MessageId : _last;
            if (page.Count < Limits.MaxPageSize)
                break;
        }

        messages.RemoveAll(message => !_given.Add(message.MessageId));
        if (signalled.Any(id => !_given.Contains(id)))
        {
            var newest = await QueryAsync(after: null, Limits.MaxPageSize, cancellationToken);
            messages.AddRange(newest.Reverse().Where(message => signalled.Contains(message.MessageId) && _given.Add(message.MessageId)));
        }

        return messages;
    }

    private async Task<IReadOnlyList<InboxMessage>> QueryAsync(Guid? after, int pageSize, CancellationToken cancellationToken)
    {
        var query = new GetInbox { RecipientId = recipientId, PageSize = pageSize, After = after };
        return (await services.QueryAsync<GetInbox, InboxPage>(query, cancellationToken)).Items;
    }
}
