using MassTransit;

namespace Gateway.Tests.Harness;

/// <summary>Stands in for the service that responds to one kind of message.</summary>
internal sealed class ScriptedService<TMessage>(Script script) : IConsumer<TMessage> where TMessage : class
{
    public async Task Consume(ConsumeContext<TMessage> context)
    {
        var response = script.RespondTo(context.Message);
        if (response is Task<object> later)
            response = await later;

        if (response is not null)
            await context.RespondAsync(response, response.GetType());
    }
}
