using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Queries;

/// <summary>Every statement that the service sends is also PostgreSQL's: one walk through all of it.</summary>
public sealed class When_the_database_is_PostgreSQL
{
    [Fact]
    public async Task Should_decide_and_show_the_same()
    {
        await using var service = await SagaService.StartOnPostgresAsync();
        var now = service.Now;
        await service.PublishAsync(TestData.Reversal("p-2", now));
        await service.PublishAsync(TestData.Payment(now.AddDays(-20), id: "p-1"));
        await service.PublishAsync(TestData.Payment(now.AddDays(-1), id: "p-2"));
        await service.PublishAsync(TestData.Start(now.AddDays(-60), agency: "agency-1"));
        var key = new IdempotencyKey { Key = "key-1", BodyHash = "hash" };

        var first = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(now, key: key));
        (await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(now, key: key))).ShouldBe(first);
        (await service.ReasonsAsync(TestData.Request(now))).ShouldBe([RefusalCodes.RequestPending]);
        await service.PublishAheadAsync(TestData.Payment(first.ExpiresAt), first.ExpiresAt);
        var second = await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(first.ExpiresAt));
        var command = TestData.Feedback(
            second.ExpiresAt.AddMicroseconds(-1), ratings: TestData.Ratings(5, 5, 5, 5, 5, 4), comment: "Grüße 😀");
        var given = await service.SendAsync<FeedbackAccepted>(command);
        (await service.SendAsync<FeedbackAccepted>(command)).ShouldBe(given);
        await service.PublishAheadAsync(TestData.FinalFeedback(second.ExpiresAt, id: "final"), second.ExpiresAt);
        await service.PublishAheadAsync(TestData.End(second.ExpiresAt), second.ExpiresAt);

        var tab = await service.TabAsync(second.ExpiresAt);
        tab.Contract.LastPaymentAt.ShouldBe(first.ExpiresAt);
        tab.Feedback.Select(feedback => feedback.FeedbackId).ShouldBe(["final", command.FeedbackId.ToString()]);
        tab.Feedback[1].ShouldBe(given.Feedback);
        tab.Feedback[1].Score.ShouldBe(4.83m);
        (await service.SendAsync<FeedbackRequestFound>(
            new GetFeedbackRequest { ContractId = TestData.Contract, RequestId = first.RequestId, CallerId = TestData.Client }))
            .Request.Status.ShouldBe(FeedbackRequestStatuses.Expired);
        (await service.SendAsync<FeedbackFound>(
            new GetFeedback { ContractId = TestData.Contract, FeedbackId = "final", CallerId = TestData.Client }))
            .Feedback.CountsTowardJobSuccessScore.ShouldBeTrue();
        (await service.SendAsync<FeedbackOverview>(new GetFeedbackOverview { AsOf = now })).Requests[FeedbackRequestStatuses.Answered]
            .ShouldBe(1);
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem().RequestId.ShouldBe(first.RequestId);
    }

    [Fact]
    public async Task Should_page_by_start_and_ordinal_id()
    {
        await using var service = await SagaService.StartOnPostgresAsync();
        string[] ids = ["B", "a", "C", "b", "A", "ä"];
        foreach (var id in ids)
            await service.PublishAsync(TestData.Start(service.Now, id));
        await service.PublishAsync(
            TestData.Start(service.Now.AddDays(-1), "as-client", client: TestData.Freelancer, freelancer: TestData.Client));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await service.SendAsync<WorkHistory>(
                new GetWorkHistory { OwnerId = TestData.Freelancer, OfAgency = false, PageSize = 2, Cursor = cursor });
            seen.AddRange(page.Items.Select(item => item.Contract.ContractId));
            cursor = page.Next;
        }
        while (cursor is not null);
        var mine = await service.SendAsync<MyContracts>(
            new GetMyContracts { CallerId = TestData.Freelancer, AsOf = service.Now, PageSize = 50 });

        seen.ShouldBe(ids.OrderDescending(StringComparer.Ordinal));
        mine.Items.Select(item => item.Contract.ContractId).ShouldBe([.. seen, "as-client"]);
    }

    [Fact]
    public async Task R8_Should_accept_one_of_many_requests_at_once()
    {
        await using var service = await SagaService.StartOnPostgresAsync();
        await service.GivenEligibleContractAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.SendAsync(TestData.Request(service.Now))));

        responses.OfType<FeedbackRequestAccepted>().ShouldHaveSingleItem();
        responses.OfType<FeedbackRefused>().Count().ShouldBe(11);
    }

    [Fact]
    public async Task R40_Should_take_upstream_events_about_one_new_contract_that_come_at_once()
    {
        await using var service = await SagaService.StartOnPostgresAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(number => new[]
        {
            service.PublishAsync(TestData.Start(service.Now.AddDays(-60))),
            service.PublishAsync(TestData.Payment(service.Now.AddDays(-number), id: $"p-{number}")),
            service.PublishAsync(TestData.End(service.Now.AddHours(number))),
        }));

        var contract = await service.ReadAsync(db => db.Contracts.SingleAsync());
        contract.StartedAt.ShouldBe(service.Now.AddDays(-60));
        contract.LastPaymentAt.ShouldBe(service.Now);
        contract.EndedAt.ShouldBe(service.Now);
    }
}
