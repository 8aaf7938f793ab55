using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using WorkHistoryPage = Contracts.Messages.WorkHistory;

namespace Gateway.Tests.Profiles;

public sealed class When_names_are_shown : IAsyncLifetime
{
    private readonly GatewayFixture _gateway = new();

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        _gateway.Services.On<GetFeedback>(_ => new FeedbackFound { Feedback = TestData.MidContract, CallerRole = ContractRoles.Client });
        _gateway.Services.On<GetWorkHistory>(_ => new WorkHistoryPage { Items = [] });
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Should_ask_for_all_of_a_response_at_once_and_keep_them_for_the_next()
    {
        await ReadAsync();
        var again = await ReadAsync();

        again.Json.GetProperty("authorName").GetString().ShouldBe("Clara Client");
        _gateway.Services.Received<GetDisplayNames>()[0].UserIds.ShouldBe([TestData.Client, TestData.Freelancer]);
        _gateway.Services.Received<GetDisplayNames>().Skip(1).SelectMany(query => query.UserIds).ShouldNotContain(TestData.Client);
    }

    [Fact]
    public async Task Should_show_the_ids_while_the_names_can_not_be_had()
    {
        _gateway.Services.On<GetDisplayNames>(_ => throw new InvalidOperationException("No profiles today."));

        var reply = await ReadAsync();

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.GetProperty("authorName").GetString().ShouldBe(TestData.Client);
    }

    [Fact]
    public async Task Should_not_tell_anyone_the_name_of_a_user_without_a_work_history()
    {
        var reply = await _gateway.GetAsync($"/api/freelancers/{TestData.Client}/work-history", token: null);

        reply.Json.GetProperty("ownerName").GetString().ShouldBe(TestData.Client);
        _gateway.Services.Received<GetDisplayNames>().ShouldBeEmpty();
    }

    private Task<Reply> ReadAsync() =>
        _gateway.GetAsync($"/api/contracts/{TestData.ContractId}/feedback/{TestData.FeedbackId}", TestData.ClientToken);
}

/// <summary>A gateway that waits for names only a moment.</summary>
public sealed class When_the_service_of_names_is_silent : IAsyncLifetime
{
    private readonly HurriedGateway _gateway = new();

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        _gateway.Services.On<GetFeedback>(_ => new FeedbackFound { Feedback = TestData.MidContract, CallerRole = ContractRoles.Client });
        _gateway.Services.On<GetDisplayNames>(_ => null);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Should_show_the_ids()
    {
        var path = $"/api/contracts/{TestData.ContractId}/feedback/{TestData.FeedbackId}";

        var reply = await _gateway.GetAsync(path, TestData.ClientToken);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.GetProperty("authorName").GetString().ShouldBe(TestData.Client);
    }

    [Fact]
    public async Task Should_leave_the_service_alone_for_a_while()
    {
        var path = $"/api/contracts/{TestData.ContractId}/feedback/{TestData.FeedbackId}";
        await _gateway.GetAsync(path, TestData.ClientToken);

        await _gateway.GetAsync(path, TestData.ClientToken);

        _gateway.Services.Received<GetDisplayNames>().Count.ShouldBe(1);
    }

    private sealed class HurriedGateway : GatewayFixture
    {
        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?> { ["Gateway:OptionalTimeout"] = "00:00:00.050" };
    }
}
