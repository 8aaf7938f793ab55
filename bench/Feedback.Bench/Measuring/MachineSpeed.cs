using System.Diagnostics;
using System.Security.Cryptography;

namespace Feedback.Bench.Measuring;

/// <summary>How fast the machine is just now: SHA-256 over a fixed buffer, by one thread and by two at once, in MiB a second.</summary>
internal sealed record MachineSpeed(double OneThread, double TwoThreads)
{
    private const int BufferMiB = 1;
    private const int Repetitions = 200;

    public static async Task<MachineSpeed> MeasureAsync() => new(await MeasureAsync(1), await MeasureAsync(2));

    private static async Task<double> MeasureAsync(int threads)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(Hash, TaskCreationOptions.LongRunning)));
        return threads * Repetitions * BufferMiB / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Hash()
    {
        var buffer = new byte[BufferMiB << 20];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var repetition = 0; repetition < Repetitions; repetition++)
            SHA256.HashData(buffer, hash);
    }
}
