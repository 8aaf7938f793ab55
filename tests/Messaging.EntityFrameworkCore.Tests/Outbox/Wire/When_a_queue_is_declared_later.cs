using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Wire;

/// <summary>
/// A message is sent to a queue whose consumer has never been started. A direct one would declare the queue and wait in it.
/// </summary>
public sealed class When_a_queue_is_declared_later : Situation<PostgresAndRabbitMq>
{
    private static readonly Uri _later = new("queue:later");

    private readonly Marker _marker = new(Guid.CreateVersion7());
    private readonly TaskCompletionSource<Marker> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("queue:later")]
    [InlineData("exchange:later?bind=true")]
    [InlineData("exchange:elsewhere?bind=true&queue=later")]
    [InlineData("exchange:elsewhere?type=direct&bind=true&queue=later")]
    [InlineData("exchange:elsewhere?bindexchange=more&alternateexchange=spare&bind=true&queue=later")]
    public async Task Should_wait_for_it_whatever_the_form_of_the_address(string address)
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit => visit.Context.Send(new Uri(address), _marker));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await ShouldArriveOnceItIsThereAsync(instance);
    }

    [Fact]
    public async Task Should_wait_for_it_when_the_address_is_complete()
    {
        var instance = await StartAsync();
        var address = new Uri(instance.Bus.Address, "later?bind=true");
        instance.Hooks.On<TakeNote>(visit => visit.Context.Send(address, _marker));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await ShouldArriveOnceItIsThereAsync(instance);
    }

    /// <summary>As when it is sent directly: MassTransit sends to the broker of its bus, whatever host an address names.</summary>
    [Fact]
    public async Task Should_wait_for_it_when_the_address_names_another_host()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(visit => visit.Context.Send(new Uri("rabbitmq://elsewhere/other/later?bind=true"), _marker));

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));

        await ShouldArriveOnceItIsThereAsync(instance);
    }

    [Fact]
    public async Task Should_wait_for_it_when_a_saga_sends()
    {
        var instance = await StartAsync();
        instance.Hooks.On<PlaceOrder>(visit => visit.Context.Send(_later, _marker));

        await instance.SendAsync(OrderDefinition.Queue, new PlaceOrder(Guid.CreateVersion7(), "someone", Now.AddYears(1)));

        await ShouldArriveOnceItIsThereAsync(instance);
    }

    [Fact]
    public async Task Should_wait_for_it_when_a_timer_fires()
    {
        var instance = await StartAsync();
        var term = TimeSpan.FromDays(1);
        instance.Hooks.On<TakeNote>(visit => visit.Context.ScheduleSend(_later, (Now + term).UtcDateTime, _marker));
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(async () => await OutboxAsync() is [{ IsTimer: true }]);

        Pass(term);

        await ShouldArriveOnceItIsThereAsync(instance);
    }

    [Fact]
    public async Task Should_wait_for_it_when_the_bus_outbox_sends()
    {
        var instance = await StartAsync(settings => settings with { Bus = bus => bus.UseEntityFrameworkBusOutbox<OrdersDbContext>() });
        await using (var scope = instance.Services.CreateAsyncScope())
        {
            var endpoint = await scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(_later);
            await endpoint.Send(_marker, TestContext.Current.CancellationToken);
            await scope.ServiceProvider.GetRequiredService<OrdersDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await ShouldArriveOnceItIsThereAsync(instance);
    }

    [Fact]
    public async Task Should_wait_for_it_when_one_of_several_transactions_sends()
    {
        var instance = await StartAsync(settings => settings with
        {
            Bus = bus => bus.AddConsumer<EchoConsumer>().Endpoint(endpoint => endpoint.Name = EchoConsumer.Queue),
        });
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        instance.Hooks.On<Echo>(async visit =>
        {
            await instance.Services.GetRequiredService<ConsumerTransactions<OrdersDbContext>>().RunAsync(
                (ConsumeContext<Echo>)visit.Context, transaction => transaction.Context.Send(_later, _marker));
            sent.SetResult();
        });

        await instance.SendAsync(EchoConsumer.Queue, new Echo(Guid.CreateVersion7()));

        await sent.Task.OrHang();
        await ShouldArriveOnceItIsThereAsync(instance);
    }

    private async Task ShouldArriveOnceItIsThereAsync(ServiceInstance instance)
    {
        await OnceTheQueuesAreEmptyAsync(instance);
        await Eventually.Until(async () => (await OutboxAsync()).TrueForAll(row => row.DueAt > Now));

        var endpoint = instance.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint("later", later =>
            later.Handler<Marker>(context =>
            {
                _arrived.TrySetResult(context.Message);
                return Task.CompletedTask;
            }));
        await endpoint.Ready.OrHang();
        (await _arrived.Task.OrHang()).ShouldBe(_marker);
    }
}
