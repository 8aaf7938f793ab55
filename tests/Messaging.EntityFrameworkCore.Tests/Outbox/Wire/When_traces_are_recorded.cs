using System.Diagnostics;
using MassTransit;
using MassTransit.Logging;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Wire;

/// <summary>
/// The handling of a message continues the trace of the handling that sent it, however long the message waited. The dispatcher may have
/// an activity of its own: here that of the start of its process. No other test runs meanwhile, since its messages would be traced too.
/// </summary>
[Collection(nameof(Alone))]
public sealed class When_traces_are_recorded : Situation<SqliteTestDatabase>
{
    private static readonly Uri _echo = new($"queue:{EchoConsumer.Queue}");

    private readonly TaskCompletionSource<ActivityTraceId> _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ActivityTraceId> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Should_continue_the_trace_when_the_committing_handler_sends()
    {
        using var listener = Listen();
        var instance = await StartTracedAsync();
        instance.Hooks.On<TakeNote>(visit => SendAsync(visit, context => context.Send(_echo, new Echo(Guid.CreateVersion7()))));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        (await _received.Task.OrHang()).ShouldBe(await _sent.Task);
    }

    [Fact]
    public async Task Should_continue_the_trace_when_the_dispatcher_sends()
    {
        using var listener = Listen();
        var instance = await StartTracedAsync();
        var failures = 0;
        instance.Transport.Sending = context =>
            context.DestinationAddress!.AbsolutePath.EndsWith(EchoConsumer.Queue, StringComparison.Ordinal)
            && Interlocked.Increment(ref failures) == 1
                ? throw new TransportException(_echo, "The committing handler can't send it.")
                : Task.CompletedTask;
        instance.Hooks.On<TakeNote>(visit => SendAsync(visit, context => context.Send(_echo, new Echo(Guid.CreateVersion7()))));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(() => Volatile.Read(ref failures) > 0);

        await Eventually.Until(() =>
        {
            Pass(TimeSpan.FromSeconds(10));
            return _received.Task.IsCompleted;
        });

        (await _received.Task.OrHang()).ShouldBe(await _sent.Task);
    }

    [Fact]
    public async Task Should_continue_the_trace_when_a_timer_fires()
    {
        using var listener = Listen();
        var instance = await StartTracedAsync();
        var term = TimeSpan.FromDays(14);
        instance.Hooks.On<TakeNote>(visit => SendAsync(
            visit, context => context.ScheduleSend(_echo, (Now + term).UtcDateTime, new Echo(Guid.CreateVersion7()))));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(async () => await OutboxAsync() is [{ IsTimer: true }]);

        Pass(term);

        (await _received.Task.OrHang()).ShouldBe(await _sent.Task);
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DiagnosticHeaders.DefaultListenerName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private Task SendAsync(Visit visit, Func<ConsumeContext, Task> send)
    {
        _sent.SetResult(Activity.Current!.TraceId);
        return send(visit.Context);
    }

    private async Task<ServiceInstance> StartTracedAsync()
    {
        using var start = new Activity("start").Start();
        return await StartAsync(settings => settings with
        {
            Bus = bus => bus.AddConsumer<EchoConsumer>().Endpoint(endpoint => endpoint.Name = EchoConsumer.Queue),
            Prepare = hooks => hooks.On<Echo>(_ =>
            {
                _received.TrySetResult(Activity.Current!.TraceId);
                return Task.CompletedTask;
            }),
        });
    }
}
