using MassTransit;

namespace Gateway.Tests.Harness;

/// <summary>Stands in for the service that responds to one kind of message.</summary>
internal sealed class ScriptedService<TMessage>(Script script) : IConsumer<TMessage> where TMessage : class
{
    public Task Consume(ConsumeContext<TMessage> context) =>
        script.RespondTo(context.Message) is { } response
            ? context.RespondAsync(response, response.GetType())
            : Task.CompletedTask;
}
