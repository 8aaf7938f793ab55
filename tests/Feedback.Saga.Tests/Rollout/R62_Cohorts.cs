using Contracts.Messages;
using Feedback.Saga.Rollout;
using Shouldly;

namespace Feedback.Saga.Tests.Rollout;

public sealed class R62_Cohorts
{
    private static readonly string[] _ids = [.. Enumerable.Range(0, 4000).Select(number => $"freelancer-{number}")];

    /// <summary>Whatever grows, and whatever is added: whoever was in is in.</summary>
    [Fact]
    public void R62_Should_keep_everybody_in_while_percentages_lists_and_cohorts_grow()
    {
        var random = new Random(62);
        for (var round = 0; round < 60; round++)
        {
            var before = Made(random);
            var after = Grown(before, random);
            var (earlier, later) = (new RolloutSnapshot(1, before), new RolloutSnapshot(2, after));

            _ids.Where(id => earlier.Includes(id) && !later.Includes(id)).ShouldBeEmpty($"round {round}: {before} became {after}");
        }
    }

    [Fact]
    public void R62_Should_let_nobody_in_by_a_version_that_does_not_grow()
    {
        var definition = Made(new Random(7));

        var (first, second) = (new RolloutSnapshot(1, definition), new RolloutSnapshot(2, definition));

        _ids.ShouldAllBe(id => first.CohortOf(id) == second.CohortOf(id));
    }

    [Fact]
    public void R62_Should_put_a_freelancer_into_the_first_cohort_then_the_list_then_the_percentage()
    {
        var rollout = new RolloutSnapshot(1, new RolloutDefinition
        {
            Percentage = 100,
            Freelancers = ["a", "b", "c"],
            Cohorts = [Cohort("first", 0, "a"), Cohort("second", 0, "a", "b")],
        });

        "abcd".Select(letter => rollout.CohortOf($"{letter}"))
            .ShouldBe(["first", "second", RolloutCohorts.List, RolloutCohorts.Percentage]);
    }

    [Fact]
    public void R62_Should_leave_out_whoever_is_in_nothing() =>
        new RolloutSnapshot(1, new RolloutDefinition { Percentage = 0, Freelancers = ["a"], Cohorts = [Cohort("pilot", 0, "b")] })
            .CohortOf("A").ShouldBe(RolloutCohorts.None);

    /// <summary>Two samples of a tenth share about a hundredth, as samples that are drawn apart do.</summary>
    [Fact]
    public void R62_Should_draw_the_percentage_of_each_cohort_anew()
    {
        var (north, south) = (OfCohort("north"), OfCohort("south"));

        var inNorth = _ids.Where(id => north.Includes(id)).ToHashSet();
        var inSouth = _ids.Where(id => south.Includes(id)).ToHashSet();

        inNorth.Count.ShouldBeInRange(320, 480);
        inSouth.Count.ShouldBeInRange(320, 480);
        inNorth.Intersect(inSouth).Count().ShouldBeInRange(15, 70);

        static RolloutSnapshot OfCohort(string name) =>
            new(1, new RolloutDefinition { Percentage = 0, Freelancers = [], Cohorts = [Cohort(name, 10)] });
    }

    private static RolloutDefinition Made(Random random) => new()
    {
        Percentage = random.Next(0, 6000) / 100m,
        Freelancers = [.. random.GetItems(_ids, 50).Distinct()],
        Cohorts = [Cohort("north", random.Next(0, 5000) / 100m, random.GetItems(_ids, 30)), Cohort("south", 0, "freelancer-1")],
    };

    private static RolloutDefinition Grown(RolloutDefinition definition, Random random) => new()
    {
        Percentage = Math.Min(100, definition.Percentage + (random.Next(0, 5000) / 100m)),
        Freelancers = [.. definition.Freelancers.Concat(random.GetItems(_ids, random.Next(20))).Distinct()],
        Cohorts =
        [
            Cohort("west", random.Next(0, 20), random.GetItems(_ids, 5)),
            .. definition.Cohorts
                .Select(cohort => Cohort(
                    cohort.Name,
                    Math.Min(100, cohort.Percentage + random.Next(0, 30)),
                    [.. cohort.Freelancers, .. random.GetItems(_ids, random.Next(10))]))
                .OrderBy(_ => random.Next()),
        ],
    };

    private static RolloutCohort Cohort(string name, decimal percentage, params string[] freelancers) =>
        new() { Name = name, Percentage = percentage, Freelancers = freelancers };
}
