using Contracts.Messages;
using Feedback.Saga.Signals;
using Feedback.Saga.Tests.Support;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Signals;

public sealed class When_feedback_is_requested_near_a_refund_or_a_bonus
{
    private const string Base = "p-base";
    private const string Notable = "p-notable";

    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly TimeSpan _microsecond = TimeSpan.FromMicroseconds(1);

    /// <summary>The database, the kind, and the order of payment, reversal and request.</summary>
    public static TheoryData<string, string, string> Histories { get; } =
    [
        .. from database in new[] { "SQLite", "PostgreSQL" }
           from order in SignalSituation.Orders("payment", "reversal", "request")
           select (database, AbuseSignalKinds.AskedNearRefund, string.Join(' ', order)),
        .. from database in new[] { "SQLite", "PostgreSQL" }
           from order in SignalSituation.Orders("bonus", "request")
           select (database, AbuseSignalKinds.AskedNearBonus, string.Join(' ', order)),
    ];

    public static TheoryData<long, bool> Distances { get; } = new()
    {
        { -_day.Ticks, true },
        { -_day.Ticks - _microsecond.Ticks, false },
        { _day.Ticks, true },
        { _day.Ticks + _microsecond.Ticks, false },
        { 0, true },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task R65_R40_Should_be_one_signal_in_whatever_order_it_becomes_known_and_however_often(
        string database, string kind, string order)
    {
        await using var service = await SignalSituation.StartAsync(database);
        await GivenContractAsync(service);
        var at = service.Now.AddHours(-3);
        Guid? requestId = null;

        foreach (var what in order.Split(' ').Concat(order.Split(' ')))
        {
            if (what == "request")
                requestId ??= (await service.GivenRequestAsync(service.Now)).RequestId;
            else
                await PublishAsync(service, what, at);
        }

        await SettledAsync(service);
        var signal = await service.SignalAsync();
        signal.ShouldBe(new AbuseSignalView
        {
            SignalId = signal.SignalId,
            Kind = kind,
            Status = AbuseSignalStatuses.Open,
            ContractId = TestData.Contract,
            FreelancerId = TestData.Freelancer,
            ClientId = TestData.Client,
            RequestId = requestId,
            At = service.Now,
            Evidence = new AbuseSignalEvidence { PaymentId = Notable, PaymentAt = at, Window = _day },
        });
        signal.SignalId.ShouldBe(AbuseSignal.IdOf(kind, $"{requestId}", Notable));
    }

    [Theory]
    [MemberData(nameof(Distances))]
    public async Task R65_Should_count_a_day_before_and_after_and_not_a_microsecond_more(long ticks, bool isNear)
    {
        await using var service = await SagaService.StartAsync();
        await GivenContractAsync(service);
        var request = await service.GivenRequestAsync(service.Now.AddDays(-2));
        var at = request.RequestedAt + TimeSpan.FromTicks(ticks);

        await service.PublishAsync(TestData.Bonus(at, id: "p-bonus"));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-9), id: Notable));
        await service.PublishAsync(TestData.Reversal(Notable, at));
        await SettledAsync(service);
        await service.LookAtAsync(request);

        (await service.SignalsAsync()).Select(signal => signal.Kind).Order().ShouldBe(
            isNear ? [AbuseSignalKinds.AskedNearBonus, AbuseSignalKinds.AskedNearRefund] : []);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R65_Should_find_nothing_in_other_payments(string database)
    {
        await using var service = await SignalSituation.StartAsync(database);
        await GivenContractAsync(service);
        await service.GivenEligibleContractAsync("contract-2");
        await service.PublishAsync(TestData.Payment(service.Now));
        await service.PublishAsync(TestData.Payment(service.Now) with { Kind = PaymentKinds.Regular });
        await service.PublishAsync(TestData.Bonus(service.Now, amount: 0));
        await service.PublishAsync(TestData.Payment(service.Now, id: "p-nothing", amount: -3));
        await service.PublishAsync(TestData.Reversal("p-nothing", service.Now));
        await service.PublishAsync(TestData.Reversal("p-unknown", service.Now));
        await service.PublishAsync(TestData.Bonus(service.Now, "contract-2"));

        await service.GivenRequestAsync(service.Now);
        await SettledAsync(service);

        (await service.SignalsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R65_Should_leave_out_a_reversal_that_named_another_contract()
    {
        await using var service = await SagaService.StartAsync();
        await GivenContractAsync(service);
        await service.GivenEligibleContractAsync("contract-2");
        await service.GivenRequestAsync(service.Now);
        await service.PublishAsync(TestData.Reversal(Notable, service.Now));

        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-9), "contract-2", Notable));
        await SettledAsync(service);

        (await service.SignalsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R3_Should_count_a_bonus_as_a_payment()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));

        await service.PublishAsync(TestData.Bonus(service.Now.AddDays(-1)));

        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
    }

    [Fact]
    public async Task R67_Should_take_the_payment_though_its_signal_can_not_be_stored()
    {
        await using var service = await SagaService.StartAsync();
        await GivenContractAsync(service);
        var request = await service.GivenRequestAsync(service.Now.AddDays(-2));
        await service.RefuseSignalsAsync();

        await service.PublishAsync(TestData.Bonus(service.Now.AddDays(-2), id: Notable));
        await service.GivenUpAsync();
        var taken = await service.ReadAsync(db => db.Payments.AsNoTracking().SingleAsync(payment => payment.PaymentId == Notable));
        await service.AllowSignalsAsync();
        await service.PublishAsync(TestData.Bonus(service.Now.AddDays(-2), id: Notable));
        await SettledAsync(service);

        taken.Counts.ShouldBeTrue();
        service.Harness.PublishedSoFar<Fault<LookForSignals>>().ShouldHaveSingleItem();
        service.Harness.PublishedSoFar<Fault<PaymentMade>>().ShouldBeEmpty();
        (await service.SignalAsync()).RequestId.ShouldBe(request.RequestId);
    }

    [Fact]
    public async Task R67_Should_look_again_only_at_payments_that_are_a_refund_or_a_bonus()
    {
        await using var service = await SagaService.StartAsync();
        await GivenContractAsync(service);

        await service.PublishAsync(TestData.Bonus(service.Now, amount: 0));
        await service.PublishAsync(TestData.Bonus(service.Now, id: Notable));

        (await service.EventsAsync<LookForSignals>()).Select(look => look.PaymentId).ShouldBe([Notable]);
    }

    [Fact]
    public async Task R67_Should_not_look_at_payments_while_it_is_turned_off()
    {
        await using var service = await SagaService.StartAsync(("Feedback:Signals:Enabled", "false"));
        await GivenContractAsync(service);

        await service.PublishAsync(TestData.Bonus(service.Now, id: Notable));

        (await service.EventsAsync<LookForSignals>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R65_Should_find_the_bonus_beside_a_note_that_is_no_text()
    {
        await using var service = await SagaService.StartAsync();
        await GivenContractAsync(service);
        await service.PublishAsync(TestData.Bonus(service.Now, id: Notable));

        await service.GivenRequestAsync(service.Now, "5 stars \ufffe");

        (await service.SignalsAsync()).Select(signal => signal.Kind).Order()
            .ShouldBe([AbuseSignalKinds.AskedNearBonus, AbuseSignalKinds.RatingPlea]);
    }

    [Fact]
    public async Task R65_Should_store_what_payments_show_though_the_plea_fails()
    {
        await using var service = await SagaService.StartAsync();
        await GivenContractAsync(service);
        await service.PublishAsync(TestData.Bonus(service.Now, id: Notable));
        await service.ReadAsync(db => db.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER refuse_pleas BEFORE INSERT ON abuse_signals WHEN NEW.kind = 'rating-plea' "
            + "BEGIN SELECT RAISE(ABORT, 'no'); END"));

        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, message: SignalSituation.Plea));
        await service.GivenUpAsync();

        (await service.SignalAsync()).Kind.ShouldBe(AbuseSignalKinds.AskedNearBonus);
    }

    [Theory]
    [InlineData("SQLite", true)]
    [InlineData("SQLite", false)]
    [InlineData("PostgreSQL", true)]
    [InlineData("PostgreSQL", false)]
    public async Task R65_R40_Should_take_a_payment_for_a_bonus_once_any_of_its_events_says_so(string database, bool isBonusFirst)
    {
        await using var service = await SignalSituation.StartAsync(database);
        await GivenContractAsync(service);
        var request = await service.GivenRequestAsync(service.Now);
        PaymentMade[] told = [TestData.Bonus(service.Now, id: Notable), TestData.Payment(service.Now, id: Notable)];

        foreach (var payment in isBonusFirst ? told : told.Reverse())
            await service.PublishAsync(payment);

        await SettledAsync(service);
        (await service.SignalAsync()).RequestId.ShouldBe(request.RequestId);
    }

    [Fact]
    public async Task R65_Should_take_no_payment_for_a_bonus_on_another_contract()
    {
        await using var service = await SagaService.StartAsync();
        await GivenContractAsync(service);
        await service.GivenRequestAsync(service.Now);
        await service.PublishAsync(TestData.Payment(service.Now, id: Notable));

        await service.PublishAsync(TestData.Bonus(service.Now, "contract-2", Notable));

        (await service.ReadAsync(db => db.Payments.AsNoTracking().SingleAsync(payment => payment.PaymentId == Notable)))
            .IsBonus.ShouldBeFalse();
    }

    [Fact]
    public async Task R65_Should_name_the_plea_and_never_the_note()
    {
        await using var service = await SagaService.StartAsync();
        await GivenContractAsync(service);

        var request = await service.GivenRequestAsync(service.Now, SignalSituation.Plea);
        await service.LookAtAsync(request);

        var signal = await service.SignalAsync();
        (signal.Kind, signal.RequestId, signal.FeedbackId).ShouldBe((AbuseSignalKinds.RatingPlea, request.RequestId, null));
        signal.Evidence.ShouldBe(new AbuseSignalEvidence { Pattern = "five-stars" });
        service.Log.GetSnapshot().Single(record => record.Message.StartsWith("Signal ", StringComparison.Ordinal)).Message
            .ShouldBe($"Signal {signal.SignalId} (rating-plea) on contract {TestData.Contract}, for operators to look at");
        service.Log.GetSnapshot().ShouldNotContain(record => record.Message.Contains("dear", StringComparison.Ordinal));
    }

    [Fact]
    public async Task R40_Should_store_what_two_processes_find_at_once_one_time()
    {
        await using var service = await SagaService.StartOnPostgresAsync();
        await GivenContractAsync(service);
        var accepted = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, message: SignalSituation.Plea));
        var request = (await service.EventsAsync<FeedbackRequested>()).Single();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.LookAtAsync(request)));

        (await service.SignalAsync()).RequestId.ShouldBe(accepted.RequestId);
    }

    /// <summary>What was sent to look again was sent, and what was looked at stands. A later look at nothing shows that.</summary>
    private static async Task SettledAsync(SagaService service)
    {
        foreach (var look in await service.EventsAsync<LookForSignals>())
            await service.LookAtAsync(look);
    }

    private static async Task GivenContractAsync(SagaService service)
    {
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-10), id: Base));
    }

    private static Task PublishAsync(SagaService service, string what, DateTimeOffset at) => service.PublishAsync(what switch
    {
        "payment" => TestData.Payment(at.AddDays(-5), id: Notable),
        "reversal" => TestData.Reversal(Notable, at),
        "bonus" => TestData.Bonus(at, id: Notable),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, message: null),
    });
}
