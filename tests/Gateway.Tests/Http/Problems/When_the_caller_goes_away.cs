using Contracts.Messages;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;

namespace Gateway.Tests.Http.Problems;

public sealed class When_the_caller_goes_away(When_the_caller_goes_away.Fixture gateway) : IClassFixture<When_the_caller_goes_away.Fixture>
{
    private static readonly TimeSpan _hangGuard = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Should_wait_for_the_service_no_longer()
    {
        var received = new TaskCompletionSource();
        gateway.Services.On<GetWorkHistory>(_ =>
        {
            received.TrySetResult();
            return null;
        });
        using var leaving = new CancellationTokenSource();
        var call = gateway.Http.GetAsync(new Uri("/api/freelancers/felix/work-history", UriKind.Relative), leaving.Token);
        await received.Task.WaitAsync(_hangGuard, TestContext.Current.CancellationToken);

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        var thrown = await gateway.Ended.Task.WaitAsync(_hangGuard, TestContext.Current.CancellationToken);
        thrown.ShouldBeAssignableTo<OperationCanceledException>();
    }

    public sealed class Fixture : GatewayFixture
    {
        /// <summary>How the endpoint's work ended.</summary>
        public TaskCompletionSource<Exception?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:RequestTimeout"] = "01:00:00",
        };

        protected override void Map(WebApplication app) => app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            try
            {
                await next(context);
                Ended.TrySetResult(null);
            }
            catch (Exception exception)
            {
                Ended.TrySetResult(exception);
                throw;
            }
        });
    }
}
