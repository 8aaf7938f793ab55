using Contracts.Messages;

namespace Crash.Workload;

/// <summary>
/// The life of one contract: its upstream events in any order and number, rounds of requesting and providing feedback, at times its end. A
/// round is one of the stories that the rules tell.
/// </summary>
internal sealed class ContractPlan(CrashOptions options, DateTimeOffset startedAt, int number, TimeSpan beginsAt)
{
    private const double ByCommand = 0.25;

    private readonly SeededRandom _random = new(options.Seed, "contract", number);
    private readonly string _contractId = WorkPlan.Name("contract", options.Seed, number);
    private readonly string _clientId = Users.Client(options.Seed, number);
    private readonly string _freelancerId = Users.Freelancer(options.Seed, number);
    private readonly List<WorkStep> _steps = [];
    private int _commands;

    public IReadOnlyList<WorkStep> Create()
    {
        PublishHistory();
        var rounds = 1 + _random.Next(4);
        var ends = _random.Chance(0.35);
        var at = beginsAt + _random.Between(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(7));
        for (var round = 1; round <= rounds; round++)
        {
            if (ends && round == rounds)
                End(at);
            else
                Round(at);

            at += options.RequestWindow + options.FeedbackInterval + _random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        }

        return _steps;
    }

    private void PublishHistory()
    {
        var span = TimeSpan.FromSeconds(3);
        Publish(
            new ContractStarted
            {
                EventId = $"{_contractId}-started",
                ContractId = _contractId,
                ClientId = _clientId,
                FreelancerId = _freelancerId,
                AgencyId = _random.Chance(0.2) ? WorkPlan.Name("agency", options.Seed, number % 7) : null,
                Title = $"Contract {number}",
                StartedAt = startedAt - TimeSpan.FromDays(60) - TimeSpan.FromMinutes(number),
            },
            beginsAt,
            span);

        var payments = 1 + _random.Next(3);
        for (var payment = 1; payment <= payments; payment++)
        {
            var paymentId = $"{_contractId}-payment-{payment}";
            Publish(
                new PaymentMade
                {
                    EventId = $"{paymentId}-made",
                    PaymentId = paymentId,
                    ContractId = _contractId,
                    Amount = 100 + payment,
                    Currency = "EUR",
                    PaidAt = startedAt - TimeSpan.FromDays(payment),
                },
                beginsAt,
                span);
            if (payment > 1 && _random.Chance(0.3))
            {
                Publish(
                    new PaymentReversed
                    {
                        EventId = $"{paymentId}-reversed",
                        PaymentId = paymentId,
                        ContractId = _contractId,
                        ReversedAt = startedAt,
                    },
                    beginsAt,
                    span);
            }
        }
    }

    private void Round(TimeSpan at)
    {
        switch (_random.Next(100))
        {
            case < 30:
                Request(at);
                Provide(at + Within(0.05, 0.8));
                break;
            case < 55:
                Request(at);
                break;
            case < 65:
                Request(at);
                Provide(at + options.RequestWindow + _random.Between(TimeSpan.FromSeconds(-0.5), TimeSpan.FromSeconds(0.5)));
                break;
            case < 75:
                Request(at);
                Request(at);
                Request(at + Within(0.1, 0.3));
                break;
            case < 85:
                Request(at);
                var providedAt = at + Within(0.1, 0.8);
                Provide(providedAt);
                Provide(providedAt);
                break;
            default:
                Provide(at);
                break;
        }
    }

    /// <summary>The contract ends while a request waits, at times just when the client answers (R15, R20).</summary>
    private void End(TimeSpan at)
    {
        var endsAt = at + Within(0.1, 0.7);
        Request(at);
        if (_random.Chance(0.4))
            Provide(endsAt + _random.Between(TimeSpan.FromSeconds(-0.2), TimeSpan.FromSeconds(0.2)));

        Publish(
            new ContractEnded { EventId = $"{_contractId}-ended", ContractId = _contractId, EndedAt = startedAt + endsAt },
            endsAt,
            TimeSpan.FromSeconds(1));
        if (_random.Chance(0.5))
        {
            Publish(
                new EndOfContractFeedbackGiven
                {
                    EventId = $"{_contractId}-final",
                    FeedbackId = $"{_contractId}-final-feedback",
                    ContractId = _contractId,
                    AuthorId = _clientId,
                    RecipientId = _freelancerId,
                    Score = 4.5m,
                    GivenAt = startedAt + endsAt,
                },
                endsAt,
                TimeSpan.FromSeconds(2));
        }
    }

    private void Publish(object upstreamEvent, TimeSpan from, TimeSpan span) =>
        _steps.AddRange(UpstreamPlan.Deliveries(_random, upstreamEvent, from, span));

    private void Request(TimeSpan at) =>
        _steps.Add(new RequestStep(at, NextKey("request"), NextEntryPoint(), _contractId, _freelancerId)
        {
            CommandId = _random.Id(),
            Copies = NextCopies(),
        });

    private void Provide(TimeSpan at) =>
        _steps.Add(new FeedbackStep(at, NextKey("feedback"), NextEntryPoint(), _contractId, _clientId, WorkPlan.Ratings(_random))
        {
            CommandId = _random.Id(),
            Copies = NextCopies(),
        });

    private string NextKey(string what) => $"{_contractId}/{what}-{++_commands}";

    private EntryPoint NextEntryPoint() => _random.Chance(ByCommand) ? EntryPoint.Broker : EntryPoint.Http;

    private int NextCopies() => _random.Chance(0.75) ? 1 : 2 + _random.Next(2);

    private TimeSpan Within(double from, double to) => _random.Between(options.RequestWindow * from, options.RequestWindow * to);
}
