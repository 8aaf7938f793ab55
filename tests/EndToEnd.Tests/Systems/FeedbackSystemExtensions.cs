using System.Net;
using System.Text.Json;
using EndToEnd.Tests.Api;
using Shouldly;
using TestKit;

namespace EndToEnd.Tests.Systems;

public static class FeedbackSystemExtensions
{
    /// <summary>Publishes the contract, a payment and its people, and returns when all that decides has arrived.</summary>
    public static async Task<Contract> ContractAsync(
        this IFeedbackSystem system,
        TimeSpan? startedAgo = null,
        TimeSpan? paidAgo = null,
        Contract? contract = null)
    {
        var now = await system.NowAsync();
        contract ??= Contract.New();
        var response = await system.Api.PublishAsync(
            UpstreamEvent.ProfileChanged(contract.ClientId, now),
            UpstreamEvent.ProfileChanged(contract.FreelancerId, now),
            UpstreamEvent.ContractStarted(contract, now - (startedAgo ?? TimeSpan.FromDays(60))),
            UpstreamEvent.PaymentMade(contract, now - (paidAgo ?? TimeSpan.FromDays(1))));
        response.Status.ShouldBe(HttpStatusCode.Accepted, response.Body);

        await system.TabShowsAsync(contract, tab => tab.Member("contract.lastPaymentAt").ValueKind == JsonValueKind.String);
        return contract;
    }

    /// <summary>The freelancer's tab, once it shows that.</summary>
    public static Task<ApiResponse> TabShowsAsync(this IFeedbackSystem system, Contract contract, Func<ApiResponse, bool> shows) =>
        Eventually.Get(
            () => system.Api.TabAsync(contract.ContractId, contract.FreelancerId),
            tab => tab.Status == HttpStatusCode.OK && shows(tab));

    public static async Task<ApiResponse> RequestedAsync(this IFeedbackSystem system, Contract contract, string? message = null)
    {
        var requested = await system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId, message);
        requested.Status.ShouldBe(HttpStatusCode.Created, requested.Body);
        return requested;
    }

    /// <summary>A contract whose title, note and feedback mention the client by name.</summary>
    public static async Task<Contract> WithHistoryAsync(
        this IFeedbackSystem system, Func<Contract, Task>? beforeFeedback = null)
    {
        var contract = Contract.New();
        contract = await system.ContractAsync(contract: contract with { Title = $"Site of Name of {contract.ClientId}" });
        await system.RequestedAsync(contract, $"Dear Name of {contract.ClientId}, how was it?");
        await (beforeFeedback?.Invoke(contract) ?? Task.CompletedTask);
        var provided = await system.Api.ProvideFeedbackAsync(
            contract.ContractId, contract.ClientId, $"Yours, Name of {contract.ClientId}");
        provided.Status.ShouldBe(HttpStatusCode.Created, provided.Body);
        return contract;
    }

    public static async Task<string?> StatusAsync(this IFeedbackSystem system, Contract contract, Guid requestId) =>
        (await system.Api.RequestAsync(contract.ContractId, requestId, contract.FreelancerId)).Text("status");

    /// <summary>Kinds of the in-app messages that the user has about the contract, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> MessageKindsAsync(this IFeedbackSystem system, string userId, Contract contract) =>
        [.. (await system.Api.MessagesAsync(userId)).Items("items")
            .Where(message => message.GetProperty("contractId").GetString() == contract.ContractId)
            .Select(message => message.GetProperty("kind").GetString()!)
            .Reverse()];
}
