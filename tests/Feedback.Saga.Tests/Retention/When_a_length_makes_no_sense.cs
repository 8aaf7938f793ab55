using Feedback.Saga.Retention;
using Shouldly;

namespace Feedback.Saga.Tests.Retention;

public sealed class When_a_length_makes_no_sense
{
    [Fact]
    public void Should_take_what_it_is_by_default() =>
        new RetentionOptionsValidator().Validate(name: null, new RetentionOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Should_name_every_key_that_is_wrong()
    {
        var options = new RetentionOptions { Refusals = TimeSpan.FromHours(12), DecisionFacts = TimeSpan.FromDays(3651) };

        var failures = new RetentionOptionsValidator().Validate(name: null, options).Failures.ShouldNotBeNull().ToList();

        failures.Count.ShouldBe(2);
        failures.ShouldContain(failure => failure.StartsWith("Feedback:Retention:Refusals: '12:00:00' is not"));
        failures.ShouldContain(failure => failure.StartsWith("Feedback:Retention:DecisionFacts: '3651.00:00:00' is not"));
    }
}
