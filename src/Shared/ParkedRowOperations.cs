using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.Logging;

namespace Shared;

/// <summary>What each service shows operators of its parked rows, and does with them.</summary>
internal static partial class ParkedRowOperations
{
    public static async Task<ParkedRows> ReadAsync(this IParkedMessages parked, int limit, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(limit, 1, Limits.MaxPageSize);
        var rows = await parked.ListAsync(new ParkedSelection(), skip: 0, size + 1, cancellationToken);
        return new ParkedRows
        {
            Items =
            [
                .. rows.Take(size).Select(row => new ParkedRow
                {
                    RowId = row.Id,
                    MessageId = row.MessageId,
                    MessageType = row.MessageType,
                    Destination = row.Destination,
                    Attempts = row.Attempts,
                    LastError = row.LastError,
                    ParkedAt = row.ParkedAt,
                }),
            ],
            HasMore = rows.Count > size,
        };
    }

    /// <summary>Replays or discards a row, or all that are parked now. The audit log line names the operator.</summary>
    /// <param name="parked">The rows.</param>
    /// <param name="action">One of <see cref="StoppedMessageActions"/>.</param>
    /// <param name="rowId">The row; null for all.</param>
    /// <param name="callerId">The operator.</param>
    /// <param name="logger">Takes the audit line.</param>
    /// <param name="cancellationToken">Ends it; what was done stays done.</param>
    public static async Task<ParkedRowsChanged> ChangeAsync(
        this IParkedMessages parked, string action, Guid? rowId, string callerId, ILogger logger, CancellationToken cancellationToken)
    {
        var selection = new ParkedSelection { Ids = rowId is { } id ? [id] : null };
        var count = action switch
        {
            StoppedMessageActions.Replay => await parked.ReplayAsync(selection, cancellationToken),
            StoppedMessageActions.Discard => await parked.DiscardAsync(selection, cancellationToken),
            _ => throw new ArgumentException($"'{action}' is nothing to do with a parked row.", nameof(action)),
        };
        LogChanged(logger, callerId, action, rowId?.ToString() ?? "all", count);
        return new ParkedRowsChanged { Count = count };
    }

    [LoggerMessage(LogLevel.Information, "Audit: {CallerId}, {Action} of parked rows, {RowId}: {Count}")]
    private static partial void LogChanged(ILogger logger, string callerId, string action, string rowId, int count);
}
