using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

/// <summary>Each request is answered at the very instant at which it expires, all of them within the same moments.</summary>
public sealed class When_two_hundred_answers_meet_their_expiries(EmbeddedSystem system) : IClassFixture<EmbeddedSystem>
{
    private const int Requests = 200;

    [Fact]
    public async Task R42_Should_end_each_request_exactly_once()
    {
        var asked = await AllAskedAsync();
        var firstExpiry = asked.Min(request => request.ExpiresAt);
        var lastExpiry = asked.Max(request => request.ExpiresAt);

        // To just before the first; from here real time carries the clock over each expiry while the answers come in.
        var clock = await system.AdvanceToAsync(firstExpiry - TimeSpan.FromSeconds(1));
        var ahead = clock - DateTimeOffset.UtcNow;
        var answers = await Task.WhenAll(asked.Select((request, i) => AnswerAtAsync(request, request.ExpiresAt - ahead + Around(i))));
        await system.AdvanceToAsync(Later(await system.NowAsync(), lastExpiry) + TimeSpan.FromMinutes(1));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);
        var ends = await Task.WhenAll(asked.Zip(answers, EndOfAsync));
        ends.ShouldAllBe(end => end == "answered" || end == "expired");
        ends.Distinct().Count().ShouldBe(2, "no race took place: all requests ended the same way");
    }

    private async Task<IReadOnlyList<(Contract Contract, Guid RequestId, DateTimeOffset ExpiresAt)>> AllAskedAsync()
    {
        var asked = new ConcurrentBag<(Contract, Guid, DateTimeOffset)>();
        foreach (var contracts in Enumerable.Range(0, Requests).Select(_ => Contract.New()).Chunk(50))
        {
            await TellAsync(contracts);
            await Parallel.ForEachAsync(contracts, new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (contract, _) =>
            {
                await system.TabShowsAsync(contract, tab => tab.Member("actions.requestFeedback.allowed").GetBoolean());
                var answer = await system.AskedAsync(contract);
                asked.Add((contract, answer.Id("requestId"), answer.Instant("expiresAt")));
            });
        }

        return [.. asked.OrderBy(request => request.Item3)];
    }

    private async Task TellAsync(IEnumerable<Contract> contracts)
    {
        var now = await system.NowAsync();
        var answer = await system.Api.PublishAsync([.. contracts.SelectMany(contract => new[]
        {
            UpstreamEvent.ContractStarted(contract, now.AddDays(-60)),
            UpstreamEvent.PaymentMade(contract, now.AddDays(-1)),
        })]);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Body);
    }

    private async Task<ApiAnswer> AnswerAtAsync((Contract Contract, Guid RequestId, DateTimeOffset ExpiresAt) request, DateTimeOffset at)
    {
        await system.Api.TokenAsync(request.Contract.ClientId);
        var wait = at - DateTimeOffset.UtcNow;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait);

        return await system.Api.GiveAsync(request.Contract.ContractId, request.Contract.ClientId);
    }

    private async Task<string> EndOfAsync((Contract Contract, Guid RequestId, DateTimeOffset ExpiresAt) request, ApiAnswer given)
    {
        var contract = request.Contract;
        var inTime = given.Instant("providedAt") < request.ExpiresAt;
        var status = await system.StatusAsync(contract, request.RequestId);
        status.ShouldBe(inTime ? "answered" : "expired");
        given.Member("requestId").ValueKind.ShouldBe(inTime ? JsonValueKind.String : JsonValueKind.Null);

        var tab = await system.Api.TabAsync(contract.ContractId, contract.FreelancerId);
        tab.Items("feedback").Count.ShouldBe(1);
        tab.Member("pendingRequest").ValueKind.ShouldBe(JsonValueKind.Null);
        var told = await system.MessageKindsAsync(contract.FreelancerId, contract);
        told.Order().ShouldBe(inTime ? ["feedback-received"] : ["feedback-received", "request-expired"]);
        return status!;
    }

    /// <summary>From 600 ms before to 200 ms after the expiry, since an answer takes its time to arrive.</summary>
    private static TimeSpan Around(int index) => TimeSpan.FromMilliseconds(-600 + (800.0 * index / Requests));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
