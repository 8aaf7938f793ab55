using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;
using WorkHistoryPage = Contracts.Messages.WorkHistory;

namespace Gateway.Tests.Http.Load;

public sealed class When_a_call_may_wait_for_a_moment
{
    [Fact]
    public async Task Should_serve_it_when_there_is_room_in_time()
    {
        await using var gateway = new Fixture { MaxCallWait = HangGuard.Beyond };
        await gateway.InitializeAsync();
        var (first, gate) = await HoldAsync(gateway);
        var second = gateway.GetAsync("/api/contracts/c-1/feedback", TestData.ClientToken);

        gate.SetResult(new WorkHistoryPage { Items = [] });

        (await first.OrHang()).Status.ShouldBe(HttpStatusCode.OK);
        (await second.OrHang()).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Should_refuse_it_when_there_is_not()
    {
        await using var gateway = new Fixture { MaxCallWait = TimeSpan.FromMilliseconds(1) };
        await gateway.InitializeAsync();
        var (first, gate) = await HoldAsync(gateway);

        var second = await gateway.GetAsync("/api/contracts/c-1/feedback", TestData.ClientToken).OrHang();

        second.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "overloaded");
        gateway.Services.Received<GetFeedbackTab>().ShouldBeEmpty();
        gate.SetResult(new WorkHistoryPage { Items = [] });
        (await first.OrHang()).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<(Task<Reply> First, TaskCompletionSource<object> Gate)> HoldAsync(Fixture gateway)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Services.On<GetWorkHistory>(_ =>
        {
            entered.SetResult();
            return gate.Task;
        });
        gateway.Services.On<GetFeedbackTab>(query => new ContractNotFound { ContractId = query.ContractId });
        var first = gateway.GetAsync("/api/freelancers/felix/work-history", token: null);
        await entered.Task.OrHang();
        return (first, gate);
    }

    private sealed class Fixture : GatewayFixture
    {
        public required TimeSpan MaxCallWait { get; init; }

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:MaxCallsInHand"] = "1",
            ["Gateway:MaxCallWait"] = $"{MaxCallWait}",
        };
    }
}
