using System.Net;
using Host.Databases;
using Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TestKit;
using TestKit.Processes;

namespace Host.Tests.Transport;

/// <summary>Its addresses are bound, and its broker is away.</summary>
public sealed class When_the_process_waits_for_its_start : IDisposable
{
    private readonly TemporaryFolder _folder = new("start");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_have_calls_wait_no_longer_than_any_call()
    {
        var gate = new Gate();
        await using var app = Start.Build(
            services => services.AddSingleton<IHostedService>(gate),
            "--environment=Development",
            $"--Urls=http://127.0.0.1:{FreePort.Next()}",
            "--Demo:Data=false",
            "--Gateway:RequestTimeout=00:00:01",
            $"--ConnectionStrings:Feedback=Data Source={_folder.Path("feedback.db")}",
            $"--ConnectionStrings:Notifications=Data Source={_folder.Path("notifications.db")}");
        await app.MigrateAsync(Cancelled);
        var starting = app.StartAsync(Cancelled);
        await gate.Reached.OrHang();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var call = await http.GetAsync("/api/me/contracts", Cancelled).OrHang();
        using var live = await http.GetAsync("/health/live", Cancelled).OrHang();

        starting.IsCompleted.ShouldBeFalse();
        call.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        call.Headers.RetryAfter.ShouldNotBeNull();
        call.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);

        gate.Open();
        await starting.OrHang();
        using var later = await http.GetAsync("/api/me/contracts", Cancelled).OrHang();
        later.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await app.StopAsync(Cancelled);
    }

    /// <summary>Stands for the broker: nothing goes on after the web server has begun.</summary>
    private sealed class Gate : IHostedLifecycleService
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _open.SetResult();

        public Task StartedAsync(CancellationToken cancellationToken)
        {
            _reached.SetResult();
            return _open.Task;
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
