using Contracts.Messages;
using Feedback.Saga.Eligibility;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

/// <summary>Every refusal names all reasons that hold, and no other: tried on every combination and on random facts.</summary>
public sealed class All_reasons
{
    private static readonly (string Code, Func<ContractFacts, ContractFacts> Breach)[] _breaches =
    [
        (RefusalCodes.ContractEnded, facts => facts with { EndedAt = Now.AddDays(-1) }),
        (RefusalCodes.ContractTooYoung, facts => facts with { StartedAt = Now.AddDays(-29) }),
        (RefusalCodes.NoRecentPayment, facts => facts with { LastPaymentAt = Now.AddDays(-31) }),
        (RefusalCodes.RecentFeedback, facts => facts with { LastFeedbackAt = Now.AddDays(-29) }),
        (RefusalCodes.NotInRollout, facts => facts with { InRollout = false }),
        (RefusalCodes.RequestPending, facts => facts with { Request = Waiting(Now.AddDays(-1)) }),
    ];

    [Fact]
    public void Every_combination_of_breaches_is_named_in_full()
    {
        for (var combination = 0; combination < 1 << _breaches.Length; combination++)
        {
            var broken = _breaches.Where((_, index) => (combination & (1 << index)) != 0).ToList();
            var facts = broken.Aggregate(Eligible, (facts, rule) => rule.Breach(facts));

            CodesAgainstRequesting(facts).ShouldBe(broken.Select(rule => rule.Code));
        }
    }

    [Fact]
    public void Unasked_feedback_knows_neither_rollout_nor_waiting_requests()
    {
        foreach (var combination in Enumerable.Range(0, 1 << 5))
        {
            var broken = _breaches.Take(5).Where((_, index) => (combination & (1 << index)) != 0).ToList();
            var facts = broken.Aggregate(Eligible, (facts, rule) => rule.Breach(facts));

            CodesAgainstProviding(facts).ShouldBe(broken.Select(rule => rule.Code).Where(code => code != RefusalCodes.NotInRollout));
        }
    }

    [Fact]
    public void Each_reason_stops_holding_at_the_instant_it_names_and_not_before()
    {
        var random = new Random(20260301);
        for (var round = 0; round < 2000; round++)
        {
            var facts = Random(random);
            foreach (var reason in Default.AgainstRequesting(facts).Where(reason => reason.EndsAt is not null))
            {
                var endsAt = reason.EndsAt!.Value;

                endsAt.ShouldBeGreaterThan(facts.At);
                CodesAgainstRequesting(facts with { At = endsAt - Step }).ShouldContain(reason.Code);
                CodesAgainstRequesting(facts with { At = endsAt }).ShouldNotContain(reason.Code);
            }
        }
    }

    [Fact]
    public void What_may_be_requested_may_also_be_provided()
    {
        var random = new Random(20260302);
        var allowed = 0;
        for (var round = 0; round < 5000; round++)
        {
            var facts = Random(random);
            if (CodesAgainstRequesting(facts).Count > 0)
                continue;

            allowed++;
            CodesAgainstProviding(facts).ShouldBeEmpty();
        }

        allowed.ShouldBeGreaterThan(20);
    }

    private static ContractFacts Random(Random random) => new()
    {
        At = Now,
        StartedAt = Now - Days(random, 90),
        EndedAt = Maybe(random, 4) ? Now + Days(random, 40) - Days(random, 40) : null,
        LastPaymentAt = Maybe(random, 1.3) ? Now - Days(random, 60) : null,
        LastFeedbackAt = Maybe(random, 2) ? Now - Days(random, 60) : null,
        InRollout = Maybe(random, 1.2),
        Request = Maybe(random, 3) ? Waiting(Now - Days(random, 30)) : Maybe(random, 2) ? Declined(random) : null,
    };

    private static LatestRequest Declined(Random random)
    {
        var waiting = Waiting(Now - Days(random, 30));
        var declinedAt = waiting.RequestedAt + Days(random, 14);
        return waiting with { EndedAt = declinedAt, AskAgainFrom = declinedAt + Days(random, 60) };
    }

    private static TimeSpan Days(Random random, int most) => TimeSpan.FromMicroseconds(random.NextInt64(most * 86_400_000_000L));

    private static bool Maybe(Random random, double oneIn) => random.NextDouble() < 1 / oneIn;
}
