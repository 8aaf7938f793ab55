using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TestKit;

/// <summary>Waits for what another thread or process is about to do, and says clearly what did not happen in time.</summary>
public static class Eventually
{
    /// <summary>Returns once the condition holds; throws <see cref="TimeoutException"/> naming it when it does not in time.</summary>
    public static Task Until(
        Func<bool> condition,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Until(() => Task.FromResult(condition()), timeout, what);

    /// <inheritdoc cref="Until(Func{bool}, TimeSpan?, string)"/>
    public static Task Until(
        Func<Task<bool>> condition,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Get(condition, holds => holds, timeout, what);

    /// <summary>Reads until what was read satisfies the condition, and returns it; a failure shows what was read last.</summary>
    public static async Task<T> Get<T>(
        Func<Task<T>> read,
        Func<T, bool> until,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(until))] string what = "")
    {
        var patience = timeout ?? HangGuard.Limit;
        var waited = Stopwatch.StartNew();
        while (true)
        {
            string last;
            Exception? failure = null;
            try
            {
                var value = await read();
                if (until(value))
                    return value;

                last = $"last seen: {Show(value)}";
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failure = exception;
                last = $"the last look failed: {exception.Message}";
            }

            if (waited.Elapsed > patience)
                throw new TimeoutException($"Not within {patience.TotalSeconds:0.#} s: {what} ({last})", failure);

            await Task.Delay(TimeSpan.FromMilliseconds(waited.Elapsed < TimeSpan.FromSeconds(1) ? 20 : 100));
        }
    }

    private static string Show<T>(T value) => value switch
    {
        string text => text,
        System.Collections.IEnumerable items => $"[{string.Join(", ", items.Cast<object?>())}]",
        _ => value?.ToString() ?? "null",
    };
}
