using System.Globalization;

namespace Crash.Workload;

/// <summary>Chance that repeats itself: each (seed, purpose, number) has a sequence of its own, on every machine alike.</summary>
internal sealed class SeededRandom(int seed, string purpose, int number = 0)
{
    private readonly Random _random = new(Mix(seed, purpose, number));

    public double Next() => _random.NextDouble();

    public int Next(int below) => _random.Next(below);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public TimeSpan Between(TimeSpan from, TimeSpan to) => from + ((to - from) * _random.NextDouble());

    public T OneOf<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public T[] Shuffled<T>(IEnumerable<T> values)
    {
        var shuffled = values.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    private static int Mix(int seed, string purpose, int number)
    {
        var hash = 2166136261;
        foreach (var character in string.Create(CultureInfo.InvariantCulture, $"{seed}/{purpose}/{number}"))
            hash = (hash ^ character) * 16777619;

        return (int)(hash & int.MaxValue);
    }
}
