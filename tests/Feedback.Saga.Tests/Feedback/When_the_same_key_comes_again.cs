using Contracts.Messages;
using Feedback.Saga.Persistence;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Feedback.Saga.Tests.Feedback;

public sealed class When_the_same_key_comes_again
{
    private static readonly IdempotencyKey _key = new() { Key = "key-1", BodyHash = new string('a', 64) };

    [Fact]
    public async Task Should_repeat_the_first_acceptance_of_a_request()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var first = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, key: _key));
        var again = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now.AddMinutes(1), key: _key));

        again.ShouldBe(first);
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_repeat_the_first_refusal_of_a_request()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        var first = await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now, key: _key));
        await service.PublishAsync(TestData.Payment(service.Now));

        var again = await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now, key: _key));

        again.Reasons.ShouldBe(first.Reasons);
    }

    [Fact]
    public async Task Should_repeat_the_first_feedback_also_when_both_come_at_once()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, key: _key))));

        responses.Select(response => response.Feedback).Distinct().ShouldHaveSingleItem();
        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Should_refuse_another_body()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, key: _key));

        var reused = await service.SendAsync<IdempotencyKeyReused>(
            TestData.Request(service.Now, key: _key with { BodyHash = new string('b', 64) }));

        reused.Key.ShouldBe("key-1");
    }

    [Fact]
    public async Task Should_count_per_kind_of_command()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, key: _key));

        (await service.SendAsync(TestData.Feedback(service.Now, key: _key with { BodyHash = new string('b', 64) })))
            .ShouldBeOfType<FeedbackAccepted>();
    }

    [Fact]
    public async Task Should_refuse_a_key_that_a_database_takes_for_another()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var invalid = await service.SendAsync<InvalidInput>(TestData.Request(service.Now, key: _key with { Key = $"{_key.Key} " }));

        invalid.Errors.Keys.ShouldBe(["idempotencyKey"]);
    }

    [Fact]
    public async Task Should_remember_for_a_day_and_then_forget()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, key: _key));
        var sweep = service.Services.GetRequiredService<RetentionSweep<FeedbackDbContext>>();

        service.Clock.Advance(TimeSpan.FromHours(24));
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        (await service.ReadAsync(db => db.IdempotencyRecords.CountAsync())).ShouldBe(1);

        service.Clock.Advance(TimeSpan.FromMicroseconds(1));
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        (await service.ReadAsync(db => db.IdempotencyRecords.CountAsync())).ShouldBe(0);
    }
}
