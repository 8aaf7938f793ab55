namespace Feedback.Saga.Eligibility;

/// <summary>What each of the six ratings counts in the score (R22); only their proportions matter.</summary>
internal sealed class RatingWeights
{
    public decimal Skills { get; set; } = 1;

    public decimal Quality { get; set; } = 1;

    public decimal Availability { get; set; } = 1;

    public decimal Deadlines { get; set; } = 1;

    public decimal Communication { get; set; } = 1;

    public decimal Cooperation { get; set; } = 1;

    internal IEnumerable<(string Name, decimal Value)> ByName()
    {
        yield return (nameof(Skills), Skills);
        yield return (nameof(Quality), Quality);
        yield return (nameof(Availability), Availability);
        yield return (nameof(Deadlines), Deadlines);
        yield return (nameof(Communication), Communication);
        yield return (nameof(Cooperation), Cooperation);
    }
}
