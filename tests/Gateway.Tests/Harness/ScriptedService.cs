using MassTransit;

namespace Gateway.Tests.Harness;

/// <summary>Stands in for the service that answers one kind of message.</summary>
internal sealed class ScriptedService<TMessage>(Script script) : IConsumer<TMessage> where TMessage : class
{
    public Task Consume(ConsumeContext<TMessage> context) =>
        script.Answer(context.Message, context.ExpirationTime) is { } answer ? context.RespondAsync(answer, answer.GetType()) : Task.CompletedTask;
}
