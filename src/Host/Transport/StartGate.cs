namespace Host.Transport;

/// <summary>Has calls wait until the process has started: the web server binds its addresses before the services take messages.</summary>
internal static class StartGate
{
    /// <summary>Calls wait no longer than that, and then get 503. Those of health checks don't wait.</summary>
    public static void UseStartGate(this WebApplication app, TimeSpan patience)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        app.Use(async (context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
                || await HasStartedAsync(context.RequestAborted))
            {
                await next(context);
            }
            else
            {
                await TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
            }
        });

        async ValueTask<bool> HasStartedAsync(CancellationToken callerLeft)
        {
            try
            {
                await started.Task.WaitAsync(patience, callerLeft);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }
}
