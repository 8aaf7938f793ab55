namespace Feedback.Bench.Rows;

/// <summary>Consecutive numbers of contracts.</summary>
internal readonly record struct NumberRange(long First, int Count)
{
    public long Last => First + Count - 1;

    public long this[int index] => First + index;
}
