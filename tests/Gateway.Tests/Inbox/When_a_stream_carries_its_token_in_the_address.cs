using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Gateway.Tests.Inbox;

public sealed class When_a_stream_carries_its_token_in_the_address(When_a_stream_carries_its_token_in_the_address.Fixture gateway)
    : IClassFixture<When_a_stream_carries_its_token_in_the_address.Fixture>
{
    [Fact]
    public async Task Should_not_write_it_to_the_log_nor_to_a_trace()
    {
        _ = new ScriptedInbox(gateway, "felix");
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue($"{activity.DisplayName} {string.Join(" ", activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);

        using (var stream = await gateway.Http.GetAsync(
            $"/api/me/messages/stream?access_token={Samples.FreelancerToken}",
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken))
        {
            stream.EnsureSuccessStatusCode();
        }

        await gateway.StopAsync();
        gateway.Lines.ShouldNotBeEmpty();
        traced.ShouldContain(activity => activity.Contains("/api/me/messages/stream", StringComparison.Ordinal));
        gateway.Lines.ShouldAllBe(line => !line.Contains(Samples.FreelancerToken, StringComparison.Ordinal));
        traced.Where(activity => !activity.Contains("url.full", StringComparison.Ordinal))
            .ShouldAllBe(activity => !activity.Contains(Samples.FreelancerToken, StringComparison.Ordinal));
    }

    public sealed class Fixture : GatewayFixture, ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }

        protected override void Add(IServiceCollection services) => services.AddLogging(logging => logging.AddProvider(this));
    }
}
