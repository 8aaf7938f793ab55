using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

/// <summary>
/// The first requests are answered long before they expire, and the last ones after they have expired. Those in between are
/// answered in groups while the clock moves over their expiries, so that answers and expiries meet.
/// </summary>
public sealed class When_two_hundred_answers_meet_their_expiries(EmbeddedSystem system) : IClassFixture<EmbeddedSystem>
{
    private const int Requests = 200;
    private const int EachFirst = 20;
    private const int Group = 8;

    [Fact]
    public async Task R42_Should_end_each_request_exactly_once()
    {
        var requested = await AllRequestedAsync();
        foreach (var request in requested)
            await system.Api.TokenAsync(request.Contract.ClientId);

        var responses = new List<ApiResponse>(await Task.WhenAll(requested.Take(EachFirst).Select(AnswerAsync)));

        var racing = requested.Skip(EachFirst).Take(Requests - (2 * EachFirst)).ToList();
        await system.AdvanceToAsync(racing[0].ExpiresAt - TimeSpan.FromSeconds(1));
        foreach (var group in racing.Chunk(Group))
            responses.AddRange(await MeetAsync(group));

        await system.AdvanceToAsync(requested[^1].ExpiresAt);
        responses.AddRange(await Task.WhenAll(requested.Skip(Requests - EachFirst).Select(AnswerAsync)));
        await system.AdvanceAsync(TimeSpan.FromMinutes(1));

        responses.ShouldAllBe(response => response.Status == HttpStatusCode.Created);
        var ends = await Task.WhenAll(requested.Zip(responses, EndOfAsync));
        ends.Take(EachFirst).ShouldAllBe(end => end == "answered");
        ends.TakeLast(EachFirst).ShouldAllBe(end => end == "expired");
    }

    /// <summary>Half of the answers are on their way when the clock begins to move, the others follow at once.</summary>
    private async Task<IReadOnlyList<ApiResponse>> MeetAsync((Contract Contract, Guid RequestId, DateTimeOffset ExpiresAt)[] group)
    {
        var ahead = group.Take(Group / 2).Select(AnswerAsync).ToList();
        var moving = system.AdvanceToAsync(group[^1].ExpiresAt);
        var behind = group.Skip(Group / 2).Select(AnswerAsync).ToList();
        await moving;
        return await Task.WhenAll([.. ahead, .. behind]);
    }

    private async Task<IReadOnlyList<(Contract Contract, Guid RequestId, DateTimeOffset ExpiresAt)>> AllRequestedAsync()
    {
        var requested = new ConcurrentBag<(Contract, Guid, DateTimeOffset)>();
        foreach (var contracts in Enumerable.Range(0, Requests).Select(_ => Contract.New()).Chunk(50))
        {
            await PublishAsync(contracts);
            await Parallel.ForEachAsync(contracts, new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (contract, _) =>
            {
                await system.TabShowsAsync(contract, tab => tab.Member("actions.requestFeedback.allowed").GetBoolean());
                var response = await system.RequestedAsync(contract);
                requested.Add((contract, response.Id("requestId"), response.Instant("expiresAt")));
            });
        }

        return [.. requested.OrderBy(request => request.Item3)];
    }

    private async Task PublishAsync(IEnumerable<Contract> contracts)
    {
        var now = await system.NowAsync();
        var response = await system.Api.PublishAsync([.. contracts.SelectMany(contract => new[]
        {
            UpstreamEvent.ContractStarted(contract, now.AddDays(-60)),
            UpstreamEvent.PaymentMade(contract, now.AddDays(-1)),
        })]);
        response.Status.ShouldBe(HttpStatusCode.Accepted, response.Body);
    }

    private Task<ApiResponse> AnswerAsync((Contract Contract, Guid RequestId, DateTimeOffset ExpiresAt) request) =>
        system.Api.ProvideFeedbackAsync(request.Contract.ContractId, request.Contract.ClientId);

    private async Task<string> EndOfAsync((Contract Contract, Guid RequestId, DateTimeOffset ExpiresAt) request, ApiResponse provided)
    {
        var contract = request.Contract;
        var inTime = provided.Instant("providedAt") < request.ExpiresAt;
        var status = await system.StatusAsync(contract, request.RequestId);
        status.ShouldBe(inTime ? "answered" : "expired");
        provided.Member("requestId").ValueKind.ShouldBe(inTime ? JsonValueKind.String : JsonValueKind.Null);

        var tab = await system.Api.TabAsync(contract.ContractId, contract.FreelancerId);
        tab.Items("feedback").Count.ShouldBe(1);
        tab.Member("pendingRequest").ValueKind.ShouldBe(JsonValueKind.Null);
        var notified = await system.MessageKindsAsync(contract.FreelancerId, contract);
        notified.Order().ShouldBe(inTime ? ["feedback-received"] : ["feedback-received", "request-expired"]);
        return status!;
    }
}
