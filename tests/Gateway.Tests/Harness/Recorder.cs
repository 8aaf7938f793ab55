using System.Threading.Channels;
using MassTransit;

namespace Gateway.Tests.Harness;

/// <summary>Takes what the gateway published, in the place of the services that it is for.</summary>
internal sealed class Recorder<TMessage>(Channel<object> published) : IConsumer<TMessage> where TMessage : class
{
    public Task Consume(ConsumeContext<TMessage> context) => published.Writer.WriteAsync(context.Message).AsTask();
}
