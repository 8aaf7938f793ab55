using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Profiles;

public sealed class When_names_are_looked_up
{
    [Fact]
    public Task R45_Should_tell_those_that_are_known_on_SQLite() => ShouldTellAsync(database: null);

    [Fact]
    public async Task R45_Should_tell_those_that_are_known_on_PostgreSQL()
    {
        await using var postgres = await PostgresDatabase.CreateAsync();
        await ShouldTellAsync(options => options.UseNpgsql(postgres.ConnectionString));
    }

    private static async Task ShouldTellAsync(Action<DbContextOptionsBuilder>? database)
    {
        await using var service = await RunningNotifications.StartAsync(database);
        await service.PublishAndSettleAsync(TestData.Profile("anna-1", "Anna", "anna@example.org"));
        await service.PublishAndSettleAsync(TestData.Profile("bert", "Bert", "bert@example.org"));

        var names = await service.QueryAsync<GetDisplayNames, DisplayNames>(
            new GetDisplayNames { UserIds = ["anna-1", "Anna-1", "anna-1", "nobody", "\0"] });

        names.Items.ShouldBe([new DisplayName { UserId = "anna-1", Name = "Anna" }]);
    }
}
