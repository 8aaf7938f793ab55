using MassTransit;

namespace Feedback.Saga.Decisions;

/// <summary>Answering whoever waits; a command that nobody waits for is just carried out.</summary>
internal static class Answers
{
    public static Task AnswerAsync(this ConsumeContext context, object answer)
        => context.ResponseAddress is null ? Task.CompletedTask : context.RespondAsync(answer, answer.GetType());
}
