namespace Host.Transport;

/// <summary>Has calls wait until the process has started: the web server binds its addresses before the services take messages.</summary>
internal static class StartGate
{
    /// <summary>Calls of health checks don't wait.</summary>
    public static void UseStartGate(this WebApplication app)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        app.Use(async (context, next) =>
        {
            if (!context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase))
                await started.Task.WaitAsync(context.RequestAborted);

            await next(context);
        });
    }
}
