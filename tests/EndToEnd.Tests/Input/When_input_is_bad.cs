using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Input;

/// <summary>The same table against each way of putting the system together.</summary>
public abstract class When_input_is_bad(IFeedbackSystem system)
{
    private Contract? _contract;

    [Theory]
    [MemberData(nameof(BadInputs.All), MemberType = typeof(BadInputs))]
    public async Task Should_say_what_is_wrong_and_store_nothing(BadInput input)
    {
        var contract = _contract ??= await system.ContractAsync();
        var before = await system.Api.TabAsync(contract.ContractId, contract.FreelancerId);

        var user = input.By switch
        {
            "client" => contract.ClientId,
            "freelancer" => contract.FreelancerId,
            { } stranger => stranger,
            null => null,
        };
        var response = await system.Api.SendAsync(
            input.Method,
            input.Path.Replace("{contract}", contract.ContractId, StringComparison.Ordinal),
            input.Body?.Replace("{contract}", contract.ContractId, StringComparison.Ordinal),
            input.ContentType,
            user,
            input.Role is { } role ? [role] : []);

        response.Status.ShouldBe(input.Status, response.Body);
        response.ContentType.ShouldBe("application/problem+json");
        response.Text("type").ShouldStartWith("urn:feedback:problem:");
        response.Text("traceId").ShouldNotBeNullOrEmpty();
        response.Body.ShouldContain(input.Names);
        await NothingHappenedAsync(contract, before);
    }

    /// <summary>Events that would have been taken arrive before the later one that is waited for here.</summary>
    private async Task NothingHappenedAsync(Contract contract, ApiResponse before)
    {
        await SettledAsync();
        var after = await system.Api.TabAsync(contract.ContractId, contract.FreelancerId);
        after.Body.ShouldBe(before.Body);
        (await RejectsAsync()).ShouldBeEmpty();
    }

    protected abstract Task SettledAsync();

    protected abstract Task<IReadOnlyList<string>> RejectsAsync();
}
