using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_too_many_requests_would_reach_one_client
{
    private static readonly IdempotencyKey _key = new() { Key = "key-1", BodyHash = new string('a', 64) };

    [Fact]
    public async Task Should_refuse_more_than_a_minute_allows_whoever_makes_them()
    {
        await using var service = await StartAsync(perMinute: 2, perDay: 100);
        await AcceptAsync(service, 1);
        service.Clock.Advance(TimeSpan.FromSeconds(20));
        await AcceptAsync(service, 2);

        var reason = await RefuseAsync(service, 3);

        reason.EndsAt.ShouldBe(service.Now.AddSeconds(40));
        service.Clock.SetUtcNow(reason.EndsAt!.Value);
        await AcceptAsync(service, 3);
        (await RefuseAsync(service, 4)).EndsAt.ShouldBe(service.Now.AddSeconds(20));
    }

    [Fact]
    public async Task Should_refuse_more_than_a_day_allows()
    {
        await using var service = await StartAsync(perMinute: 100, perDay: 2);
        await AcceptAsync(service, 1);
        service.Clock.Advance(TimeSpan.FromHours(1));
        await AcceptAsync(service, 2);
        service.Clock.Advance(TimeSpan.FromHours(1));

        var reason = await RefuseAsync(service, 3);

        reason.EndsAt.ShouldBe(service.Now.AddHours(22));
        service.Clock.SetUtcNow(reason.EndsAt!.Value);
        await AcceptAsync(service, 3);
    }

    [Fact]
    public async Task Should_bound_them_though_they_come_at_once()
    {
        await using var service = await StartAsync(perMinute: 5, perDay: 100);
        for (var number = 1; number <= 20; number++)
            await service.GivenEligibleContractAsync(Contract(number));

        var responses = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => service.SendAsync(Request(service, number))));

        responses.OfType<FeedbackRequestAccepted>().Count().ShouldBe(5);
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Should_leave_other_clients_alone()
    {
        await using var service = await StartAsync(perMinute: 1, perDay: 100);
        await AcceptAsync(service, 1);
        await service.GivenEligibleContractAsync("contract-of-another", client: "client-2");

        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, "contract-of-another"));
    }

    [Fact]
    public async Task Should_keep_nothing_of_what_it_refuses_so_that_the_same_call_may_come_later()
    {
        await using var service = await StartAsync(perMinute: 1, perDay: 100);
        await AcceptAsync(service, 1);
        await service.GivenEligibleContractAsync(Contract(2));
        var command = TestData.Request(service.Now, Contract(2), key: _key);

        await service.SendAsync<FeedbackRefused>(command);

        (await service.ReadAsync(db => db.Refusals.CountAsync())).ShouldBe(0);
        (await service.ReadAsync(db => db.IdempotencyRecords.CountAsync())).ShouldBe(0);
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(1);
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await service.SendAsync<FeedbackRequestAccepted>(command with { RequestedAt = service.Now });
    }

    [Fact]
    public async Task Should_say_what_the_rules_say_where_they_refuse_too()
    {
        await using var service = await StartAsync(perMinute: 1, perDay: 100);
        await AcceptAsync(service, 1);

        (await service.ReasonsAsync(Request(service, 1))).ShouldBe([RefusalCodes.RequestPending]);
    }

    private static Task<SagaService> StartAsync(int perMinute, int perDay) => SagaService.StartAsync(
        ("Feedback:RequestLimits:PerClientAndMinute", $"{perMinute}"), ("Feedback:RequestLimits:PerClientAndDay", $"{perDay}"));

    private static string Contract(int number) => $"contract-of-many-{number}";

    private static RequestFeedback Request(SagaService service, int number) => TestData.Request(service.Now, Contract(number));

    private static async Task AcceptAsync(SagaService service, int number)
    {
        await service.GivenEligibleContractAsync(Contract(number), freelancer: $"freelancer-{number}");
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, Contract(number), $"freelancer-{number}"));
    }

    private static async Task<RefusalReason> RefuseAsync(SagaService service, int number)
    {
        await service.GivenEligibleContractAsync(Contract(number), freelancer: $"freelancer-{number}");
        var refused = await service.SendAsync<FeedbackRefused>(
            TestData.Request(service.Now, Contract(number), $"freelancer-{number}"));
        var reason = refused.Reasons.ShouldHaveSingleItem();
        reason.Code.ShouldBe(RefusalCodes.ClientRequestLimit);
        return reason;
    }
}
