using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Commands;

public sealed class When_nobody_waits_for_the_response_any_more
{
    private static readonly IdempotencyKey _key = new() { Key = "key-1", BodyHash = new string('a', 64) };

    [Fact]
    public async Task Should_make_no_request_and_take_the_next_with_the_same_key_for_the_first()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        await service.SendTooLateAsync(TestData.Request(service.Now, key: _key));

        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(0);
        (await service.ReadAsync(db => db.IdempotencyRecords.CountAsync())).ShouldBe(0);
        var next = TestData.Request(service.Now, key: _key);
        (await service.SendAsync<FeedbackRequestAccepted>(next)).RequestId.ShouldBe(next.RequestId);
        (await service.EventsAsync<FeedbackRequested>()).ShouldHaveSingleItem().RequestId.ShouldBe(next.RequestId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_store_no_feedback_requested_or_not(bool isRequested)
    {
        await using var service = await SagaService.StartAsync();
        if (isRequested)
            await service.GivenWaitingRequestAsync();
        else
            await service.GivenEligibleContractAsync();

        await service.SendTooLateAsync(TestData.Feedback(service.Now, key: _key));

        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync())).ShouldBe(0);
        (await service.SendAsync(TestData.Feedback(service.Now, key: _key))).ShouldBeOfType<FeedbackAccepted>();
    }

    [Fact]
    public async Task Should_give_the_first_answer_to_who_left_before_it_came_and_tries_again()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var first = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, key: _key));
        await service.SendTooLateAsync(TestData.Request(service.Now, key: _key));

        var again = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, key: _key));

        again.ShouldBe(first);
    }

    [Fact]
    public async Task Should_run_no_query()
    {
        await using var service = await SagaService.StartAsync();
        var (contract, caller, now) = (TestData.Contract, TestData.Client, service.Now);

        foreach (var query in new object[]
        {
            new GetFeedbackTab { ContractId = contract, CallerId = caller, AsOf = now },
            new GetMyContracts { CallerId = caller, AsOf = now, PageSize = 10 },
            new GetWorkHistory { OwnerId = TestData.Freelancer, OfAgency = false, PageSize = 10 },
            new GetFeedback { ContractId = contract, FeedbackId = "f-1", CallerId = caller },
            new GetFeedbackRequest { ContractId = contract, RequestId = Guid.NewGuid(), CallerId = caller },
            new GetFeedbackOverview { AsOf = now },
        })
        {
            await service.SendTooLateAsync(query);
        }

        service.Responses.ShouldBe(0);
        await service.SendAsync<FeedbackOverview>(new GetFeedbackOverview { AsOf = now });
        (await Eventually.Get(() => Task.FromResult(service.Responses), responses => responses > 0)).ShouldBe(1);
    }
}
