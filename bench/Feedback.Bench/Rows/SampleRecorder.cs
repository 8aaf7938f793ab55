using System.Collections.Concurrent;
using Contracts.Messages;
using Feedback.Bench.Driving;
using Feedback.Bench.Servers;
using MassTransit;
using TestKit;

namespace Feedback.Bench.Rows;

/// <summary>Sends four contracts through the real services, by way of the real exchanges, and keeps the rows that they leave.</summary>
internal sealed class SampleRecorder
{
    private const string Title = "Rebuild of the booking pages";
    private static readonly TimeSpan _age = TimeSpan.FromDays(60);
    private static readonly string[] _contracts =
        [SampleRows.EligibleContract, SampleRows.WaitingContract, SampleRows.AnsweredContract, SampleRows.ExpiredContract];

    private readonly BenchSystem _system;
    private readonly BenchBus _bus;
    private readonly ConcurrentDictionary<(Type Message, string ContractId), byte[]> _bodies = new();

    private SampleRecorder(BenchSystem system, BenchBus bus)
    {
        _system = system;
        _bus = bus;
    }

    /// <summary>The saga service and Notifications run on that system.</summary>
    public static async Task<SampleRows> RecordAsync(BenchSystem system, CancellationToken cancellationToken)
    {
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        return await new SampleRecorder(system, bus).RecordAsync(cancellationToken);
    }

    private async Task<SampleRows> RecordAsync(CancellationToken cancellationToken)
    {
        await using var requested = await ObserveAsync<FeedbackRequested>(message => message.ContractId);
        await using var provided = await ObserveAsync<FeedbackProvided>(message => message.ContractId);
        await using var expired = await ObserveAsync<FeedbackRequestExpired>(message => message.ContractId);
        await using var delivered = await ObserveAsync<InAppMessageDelivered>(message => message.ContractId);
        await MakeEligibleAsync(cancellationToken);

        var waiting = await RequestFeedbackAsync(SampleRows.WaitingContract, cancellationToken);
        var answered = await RequestFeedbackAsync(SampleRows.AnsweredContract, cancellationToken);
        await _bus.PublishAsync(
            Commands.ProvideFeedback(SampleRows.AnsweredContract, Client(SampleRows.AnsweredContract)), cancellationToken);
        var feedbackEvent = await EventAsync<FeedbackProvided>(answered);
        var overdue = await RequestFeedbackAsync(SampleRows.ExpiredContract, cancellationToken);
        overdue = await MakeDueAsync(overdue);
        var expiryEvent = await EventAsync<FeedbackRequestExpired>(overdue);

        return new SampleRows
        {
            Request = waiting,
            Feedback = await EndedAsync(answered, feedbackEvent),
            Expire = await EndedAsync(overdue, expiryEvent),
            Notice = await NoticeAsync(waiting),
        };
    }

    private async Task MakeEligibleAsync(CancellationToken cancellationToken)
    {
        foreach (var contract in _contracts)
        {
            await _bus.PublishAsync(new ContractStarted
            {
                EventId = $"start-{contract}",
                ContractId = contract,
                ClientId = Client(contract),
                FreelancerId = Freelancer(contract),
                Title = Title,
                StartedAt = DateTimeOffset.UtcNow - _age,
            }, cancellationToken);
            await _bus.PublishAsync(Commands.Payment(contract, $"payment-{contract}"), cancellationToken);
        }

        await Eventually.Until(
            async () =>
            {
                var known = await _system.ReadAsync<long>(
                    $"SELECT count(*) FROM {Tables.Contracts} WHERE started_at IS NOT NULL AND last_payment_at IS NOT NULL");
                return known == _contracts.Length;
            },
            what: "the samples' contracts are known and paid");
    }

    private async Task<FlowSample> RequestFeedbackAsync(string contract, CancellationToken cancellationToken)
    {
        var before = await ContractAsync(contract);
        await _bus.PublishAsync(Commands.RequestFeedback(contract, Freelancer(contract)), cancellationToken);
        var body = await BodyAsync<FeedbackRequested>(contract);

        var request = await RequestAsync(contract);
        var timer = await RowAsync(Tables.Outbox, "id", request["expiry_token_id"]);
        return new FlowSample
        {
            ContractBefore = before,
            ContractAfter = await ContractAsync(contract),
            RequestBefore = request,
            RequestAfter = request,
            Timer = timer,
            Event = timer.With("is_timer", false).With("body", body),
        };
    }

    private async Task<SampleRow> EventAsync<TEvent>(FlowSample sample) =>
        sample.Event.With("body", await BodyAsync<TEvent>((string)sample.ContractAfter["contract_id"]));

    /// <summary>What the end of a waiting request changed.</summary>
    private async Task<FlowSample> EndedAsync(FlowSample waiting, SampleRow endEvent)
    {
        var contract = (string)waiting.ContractAfter["contract_id"];
        var feedback = await SampleRow.ReadAsync(_system.Data, Tables.Feedback, "contract_id", contract);
        return waiting with
        {
            ContractBefore = waiting.ContractAfter,
            ContractAfter = await ContractAsync(contract),
            RequestAfter = await RequestAsync(contract),
            Feedback = feedback.SingleOrDefault(),
            Event = endEvent,
        };
    }

    /// <summary>Makes the request look as if its 14 days were over.</summary>
    private async Task<FlowSample> MakeDueAsync(FlowSample waiting)
    {
        var contract = (string)waiting.ContractAfter["contract_id"];
        var requestBefore = waiting.RequestAfter;
        await _system.ExecuteAsync(
            $"""
             UPDATE {Tables.Requests} SET requested_at = requested_at - interval '15 days', expires_at = expires_at - interval '15 days'
             WHERE contract_id = '{contract}'
             """);
        await _system.ExecuteAsync(
            $"""
             UPDATE {Tables.Contracts} SET last_requested_at = last_requested_at - interval '15 days',
                 last_request_expires_at = last_request_expires_at - interval '15 days'
             WHERE contract_id = '{contract}'
             """);
        var due = waiting with { RequestBefore = await RequestAsync(contract), ContractAfter = await ContractAsync(contract) };
        await _system.ExecuteAsync(
            $"UPDATE {Tables.Outbox} SET due_at = now(), next_attempt_at = now() WHERE id = '{requestBefore["expiry_token_id"]}'");
        return due;
    }

    private async Task<NoticeSample> NoticeAsync(FlowSample sample)
    {
        var contract = (string)sample.ContractAfter["contract_id"];
        return new NoticeSample
        {
            Outgoing = (sample.Event with { Table = Tables.NotificationsOutbox })
                .With("body", await BodyAsync<InAppMessageDelivered>(contract)),
            InAppMessage = await RowAsync(Tables.InAppMessages, "contract_id", contract),
            Deliveries = await SampleRow.ReadAsync(_system.Data, Tables.Deliveries, "contract_id", contract),
        };
    }

    private Task<IAsyncDisposable> ObserveAsync<TMessage>(Func<TMessage, string> contractOf)
        where TMessage : class =>
        _bus.ObserveAsync<TMessage>(context =>
            _bodies.TryAdd((typeof(TMessage), contractOf(context.Message)), context.ReceiveContext.GetBody()));

    private async Task<byte[]> BodyAsync<TMessage>(string contract)
    {
        await Eventually.Until(
            () => _bodies.ContainsKey((typeof(TMessage), contract)), what: $"{typeof(TMessage).Name} of {contract} is here");
        return _bodies[(typeof(TMessage), contract)];
    }

    private Task<SampleRow> ContractAsync(string contract) => RowAsync(Tables.Contracts, "contract_id", contract);

    private Task<SampleRow> RequestAsync(string contract) => RowAsync(Tables.Requests, "contract_id", contract);

    private async Task<SampleRow> RowAsync(string table, string column, object value) =>
        (await SampleRow.ReadAsync(_system.Data, table, column, value)).Single();

    private static string Client(string contract) => $"{contract}-client";

    private static string Freelancer(string contract) => $"{contract}-freelancer";
}
