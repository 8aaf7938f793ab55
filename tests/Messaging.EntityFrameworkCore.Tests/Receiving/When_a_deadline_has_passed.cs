using System.Collections.Concurrent;
using MassTransit;
using Messaging.EntityFrameworkCore.Receiving;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Receiving;

public sealed class When_a_deadline_has_passed : IReceiveObserver, IAsyncLifetime
{
    private const string Header = "deadline";
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(_now);
    private readonly ConcurrentQueue<string> _attempts = [];
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<ReceiveContext>> _received = [];
    private IBusControl _bus = null!;
    private Action _handling = () => { };

    public async ValueTask InitializeAsync()
    {
        _bus = Bus.Factory.CreateUsingInMemory(bus => bus.ReceiveEndpoint("notes", endpoint =>
        {
            endpoint.UseConflictRetry();
            endpoint.DropExpired<TakeNote>(Header, _clock);
            endpoint.Handler<TakeNote>(context =>
            {
                _attempts.Enqueue(context.Message.Text);
                _handling();
                return Task.CompletedTask;
            });
        }));
        _bus.ConnectReceiveObserver(this);
        await _bus.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    [Theory]
    [InlineData("2026-03-01T12:00:00.0000000+00:00")]
    [InlineData("2026-03-01T11:59:59Z")]
    [InlineData("2026-03-01T06:00:00-06:00")]
    public async Task Should_neither_handle_the_message_nor_call_it_skipped_or_failed(string deadline)
    {
        var received = await SendAsync(deadline);

        _attempts.ShouldBeEmpty();
        received.IsDelivered.ShouldBeTrue();
        received.IsFaulted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00.0000001Z")]
    [InlineData("soon")]
    [InlineData(null)]
    public async Task Should_handle_a_message_that_has_time_or_names_no_instant(string? deadline)
    {
        await SendAsync(deadline);

        _attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_begin_no_further_attempt()
    {
        _handling = () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            throw new DbUpdateConcurrencyException("The test's conflict.");
        };

        var received = await SendAsync("2026-03-01T12:00:02Z");

        _attempts.Count.ShouldBe(2);
        received.IsFaulted.ShouldBeFalse();
    }

    Task IReceiveObserver.PostReceive(ReceiveContext context)
    {
        _received[context.GetMessageId()!.Value].TrySetResult(context);
        return Task.CompletedTask;
    }

    Task IReceiveObserver.ReceiveFault(ReceiveContext context, Exception exception) => ((IReceiveObserver)this).PostReceive(context);

    Task IReceiveObserver.PreReceive(ReceiveContext context) => Task.CompletedTask;

    Task IReceiveObserver.PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) => Task.CompletedTask;

    Task IReceiveObserver.ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) =>
        Task.CompletedTask;

    private async Task<ReceiveContext> SendAsync(string? deadline)
    {
        var id = Guid.CreateVersion7();
        _received[id] = new TaskCompletionSource<ReceiveContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        var endpoint = await _bus.GetSendEndpoint(new Uri("queue:notes"));
        await endpoint.Send(new TakeNote(id, "text"), context =>
        {
            context.MessageId = id;
            if (deadline is not null)
                context.Headers.Set(Header, deadline);
        });
        return await _received[id].Task.OrHang();
    }
}
