using Contracts.Messages;
using Feedback.Saga.Persistence;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_requests_are_refused_again_and_again
{
    [Fact]
    public async Task Should_leave_nothing_after_a_day()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now));
        for (var number = 0; number < 3; number++)
            await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now));

        var retention = service.Services.GetRequiredService<RetentionSweep<FeedbackDbContext>>();

        service.Clock.Advance(TimeSpan.FromHours(24));
        await retention.RunAsync(TestContext.Current.CancellationToken);
        (await service.ReadAsync(db => db.Refusals.CountAsync())).ShouldBe(3);

        service.Clock.Advance(TimeSpan.FromMicroseconds(1));
        await retention.RunAsync(TestContext.Current.CancellationToken);
        (await service.ReadAsync(db => db.Refusals.CountAsync())).ShouldBe(0);
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(0);
    }
}
