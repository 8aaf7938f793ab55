using System.Runtime.CompilerServices;

namespace TestKit;

/// <summary>
/// Ends a wait that would otherwise last for ever. It decides no test: what is waited for takes seconds, and the guard is
/// meant for machines many times slower.
/// </summary>
public static class HangGuard
{
    /// <summary>How long a test waits for anything before it calls it hung.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>
    /// For the time limits of the product under test, where they are not the subject: longer than a test waits, so that
    /// they never decide.
    /// </summary>
    public static readonly TimeSpan Beyond = 2 * Limit;

    /// <summary>Waits for the task; throws <see cref="TimeoutException"/> naming it when it hangs.</summary>
    public static async Task OrHang(this Task task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Not within {Limit}: {what}");
        }
    }

    /// <inheritdoc cref="OrHang(Task, string)"/>
    public static async Task<T> OrHang<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await OrHang((Task)task, what);
        return await task;
    }
}
