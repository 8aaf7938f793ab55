using Contracts.Messages;
using Feedback.Saga.Rollout;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Rollout;

public sealed class R7_The_rollout
{
    [Fact]
    public void R7_Outside_it_nobody_requests_and_everybody_provides()
    {
        var facts = Eligible with { InRollout = false };

        CodesAgainstRequesting(facts).ShouldBe([RefusalCodes.NotInRollout]);
        CodesAgainstProviding(facts).ShouldBeEmpty();
    }

    [Fact]
    public void R7_The_hash_is_the_same_on_every_machine_and_in_every_version()
    {
        RolloutSnapshot.BucketOf("freelancer-1").ShouldBe(BucketByHand("freelancer-1"));
        RolloutSnapshot.BucketOf("Zoë").ShouldBe(BucketByHand("Zoë"));
    }

    [Fact]
    public void R7_Nobody_at_0_percent_and_everybody_at_100()
    {
        var ids = Enumerable.Range(0, 1000).Select(number => $"freelancer-{number}").ToList();

        ids.ShouldAllBe(id => !Of(0).Includes(id));
        ids.ShouldAllBe(id => Of(100).Includes(id));
    }

    [Fact]
    public void R7_A_percentage_opens_the_lowest_buckets_and_no_more()
    {
        var id = "freelancer-1";
        var bucket = RolloutSnapshot.BucketOf(id);

        Of(bucket / 100m).Includes(id).ShouldBeFalse();
        Of((bucket + 1) / 100m).Includes(id).ShouldBeTrue();
    }

    [Fact]
    public void R7_The_share_comes_near_the_percentage() =>
        Enumerable.Range(0, 10_000).Count(number => Of(25).Includes($"freelancer-{number}")).ShouldBeInRange(2300, 2700);

    [Fact]
    public void R7_Listed_freelancers_may_request_whatever_the_percentage()
    {
        var rollout = Of(0, "freelancer-7");

        rollout.Includes("freelancer-7").ShouldBeTrue();
        rollout.Includes("Freelancer-7").ShouldBeFalse();
    }

    private static RolloutSnapshot Of(decimal percentage, params string[] freelancers) =>
        new(version: 1, new RolloutDefinition { Percentage = percentage, Freelancers = freelancers, Cohorts = [] });

    private static int BucketByHand(string id)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id));
        var number = new System.Numerics.BigInteger(hash.AsSpan(0, 8), isUnsigned: true, isBigEndian: true);
        return (int)(number % 10_000);
    }
}
