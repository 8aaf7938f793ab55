using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Contracts.Messages;
using Demo.Time;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;

namespace Demo.Seeding;

/// <summary>Sends what the demo data consists of over the bus, one message after the other.</summary>
internal sealed class DemoSeeder(IBus bus, ConsumptionTracker tracker, DemoClock clock)
{
    private readonly DateTimeOffset _now = WholeSeconds(clock.CaughtUp);

    public DateTimeOffset Now => _now;

    public DateTimeOffset Ago(TimeSpan time) => _now - time;

    /// <summary>Publishes an upstream event and waits until it has been taken.</summary>
    public async Task PublishAsync<T>(T upstreamEvent, CancellationToken cancellationToken)
        where T : class
    {
        var messageId = Guid.CreateVersion7();
        var taken = tracker.TrackPublished<T>(messageId);

        await bus.Publish(upstreamEvent, context => context.MessageId = messageId, cancellationToken);
        if (await taken.WaitAsync(cancellationToken) is { } failure)
            throw new InvalidOperationException($"A {typeof(T).Name} of the demo data was not taken.", failure);
    }

    /// <summary>Requests feedback as the freelancer.</summary>
    public async Task RequestFeedbackAsync(
        string contractId, string freelancerId, DateTimeOffset at, string? message, CancellationToken cancellationToken)
    {
        var command = new RequestFeedback
        {
            RequestId = IdOf($"request {contractId}", at),
            ContractId = contractId,
            CallerId = freelancerId,
            Message = message,
            RequestedAt = at,
        };
        var response = await bus.CreateRequestClient<RequestFeedback>()
            .GetResponse<FeedbackRequestAccepted, FeedbackRefused>(command, cancellationToken);

        ThrowIfRefused(response.Message, contractId);
    }

    /// <summary>Provides feedback as the client.</summary>
    public async Task ProvideFeedbackAsync(
        string contractId,
        string clientId,
        DateTimeOffset at,
        FeedbackRatings ratings,
        string? comment,
        CancellationToken cancellationToken)
    {
        var command = new ProvideFeedback
        {
            FeedbackId = IdOf($"feedback {contractId}", at),
            ContractId = contractId,
            CallerId = clientId,
            Ratings = ratings,
            Comment = comment,
            SubmittedAt = at,
        };
        var response = await bus.CreateRequestClient<ProvideFeedback>()
            .GetResponse<FeedbackAccepted, FeedbackRefused>(command, cancellationToken);

        ThrowIfRefused(response.Message, contractId);
    }

    /// <summary>Declines the request that waits as the client.</summary>
    public async Task DeclineRequestAsync(
        string contractId, string clientId, DateTimeOffset at, DateTimeOffset askAgainFrom, CancellationToken cancellationToken)
    {
        var query = new GetFeedbackTab { ContractId = contractId, CallerId = clientId, AsOf = at };
        var tab = await bus.CreateRequestClient<GetFeedbackTab>().GetResponse<FeedbackTab>(query, cancellationToken);
        var command = new DeclineFeedbackRequest
        {
            DeclineId = IdOf($"decline {contractId}", at),
            RequestId = tab.Message.PendingRequest?.RequestId
                ?? throw new InvalidOperationException($"The demo data of {contractId} declines a request that does not wait."),
            ContractId = contractId,
            CallerId = clientId,
            AskAgainFrom = askAgainFrom,
            DeclinedAt = at,
        };
        var response = await bus.CreateRequestClient<DeclineFeedbackRequest>()
            .GetResponse<DeclineAccepted, FeedbackRefused>(command, cancellationToken);

        ThrowIfRefused(response.Message, contractId);
    }

    private static void ThrowIfRefused(object response, string contractId)
    {
        if (response is FeedbackRefused refused)
        {
            var reasons = string.Join(", ", refused.Reasons.Select(reason => reason.Code));
            throw new InvalidOperationException($"The demo data of {contractId} breaks a rule: {reasons}.");
        }
    }

    /// <summary>A version 7 GUID of that instant, and for the rest of the name: the same in every run at the same time.</summary>
    private static Guid IdOf(string name, DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), bytes);
        BinaryPrimitives.WriteInt64BigEndian(
            bytes, (at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (uint)(bytes[6] & 0x0F) << 8 | bytes[7]);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);

        return new Guid(bytes[..16], bigEndian: true);
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerSecond));
}
