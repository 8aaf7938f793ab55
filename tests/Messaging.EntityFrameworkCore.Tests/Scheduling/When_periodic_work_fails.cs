using Microsoft.Extensions.Time.Testing;
using Shared;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Scheduling;

public class When_periodic_work_fails
{
    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task Should_log_it_and_work_again_after_the_interval(Type failure)
    {
        var clock = new FakeTimeProvider();
        using var service = new Work(clock, (Exception)Activator.CreateInstance(failure)!);
        await service.StartAsync(TestContext.Current.CancellationToken);

        while (service.Beginnings < 2 && !service.ExecuteTask!.IsCompleted)
        {
            clock.Advance(Work.Interval);
            await Task.Yield();
        }

        service.Beginnings.ShouldBeGreaterThan(1);
        service.Logged.ShouldHaveSingleItem().ShouldBeOfType(failure);
        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Work(TimeProvider clock, Exception failure) : PeriodicService(Interval, clock)
    {
        public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

        private int _beginnings;

        public int Beginnings => Volatile.Read(ref _beginnings);

        public List<Exception> Logged { get; } = [];

        protected override Task WorkAsync(CancellationToken stoppingToken) =>
            Interlocked.Increment(ref _beginnings) == 1 ? Task.FromException(failure) : Task.CompletedTask;

        protected override void LogFailed(Exception failure) => Logged.Add(failure);
    }
}
