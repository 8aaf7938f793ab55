using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Requests;

/// <summary>What a decision costs in statements, and that the database can reuse their plans.</summary>
public sealed class When_statements_are_sent
{
    [Fact]
    public async Task Should_pass_values_as_parameters()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenWaitingRequestAsync("contract-of-another");
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, "contract-of-another"));

        Statements(service).ShouldNotContain(statement => statement.Contains("contract-of-another", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_read_no_more_than_a_decision_needs()
    {
        // Signals are looked for after the decision, on a queue of their own.
        await using var service = await SagaService.StartAsync(("Feedback:Signals:Enabled", "false"));
        await service.GivenEligibleContractAsync();
        var before = Reads(service);

        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        var afterRequesting = Reads(service);
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));
        var afterAnswering = Reads(service);

        // The contract; and for the answer the request that waits on it.
        (afterRequesting - before).ShouldBe(1);
        (afterAnswering - afterRequesting).ShouldBe(2);
    }

    private static int Reads(SagaService service) =>
        Statements(service).Count(statement =>
            statement.Contains("\nSELECT", StringComparison.Ordinal) && !statement.Contains("outbox", StringComparison.Ordinal));

    private static IReadOnlyList<string> Statements(SagaService service) =>
        service.Log.Lines(record => record.Category == DbLoggerCategory.Database.Command.Name);
}
