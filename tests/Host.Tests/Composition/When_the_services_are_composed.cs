using System.Reflection;
using Feedback.Saga.Persistence;
using Host.Tests.Support;
using Host.Transport;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Notifications.Persistence;
using Shouldly;

namespace Host.Tests.Composition;

/// <summary>What MassTransit and EF Core do by themselves, and must not do here.</summary>
public sealed class When_the_services_are_composed : IAsyncDisposable
{
    private readonly WebApplication _app = Start.Build("--environment=Development");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>MassTransit reports usage over the network unless it is told not to.</summary>
    [Fact]
    public void Should_report_no_usage() =>
        _app.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled.ShouldBeFalse();

    /// <summary>MassTransit's own hosted service starts the bus beside the others, also where one of them fails to start.</summary>
    [Fact]
    public void Should_start_the_bus_after_everything_else() =>
        _app.Services.GetServices<IHostedService>().Where(service => service.GetType().Assembly == typeof(IBusControl).Assembly
            || service is Intake).ShouldHaveSingleItem().ShouldBeOfType<Intake>();

    /// <summary>What is published through the bus itself leaves before the commit, or without it.</summary>
    [Theory]
    [InlineData(typeof(FeedbackDbContext))]
    [InlineData(typeof(NotificationsDbContext))]
    public void Should_not_go_round_the_outbox(Type service) =>
        service.Assembly.GetTypes()
            .Where(type => Members(type).Any(member => typeof(IBus).IsAssignableFrom(member)))
            .ShouldBeEmpty();

    /// <summary>It would repeat statements within a transaction; retry stands outside, with a fresh DbContext.</summary>
    [Theory]
    [InlineData(typeof(FeedbackDbContext))]
    [InlineData(typeof(NotificationsDbContext))]
    public void Should_have_no_execution_strategy_that_retries(Type service)
    {
        using var scope = _app.Services.CreateScope();
        var db = (DbContext)scope.ServiceProvider.GetRequiredService(service);

        db.Database.CreateExecutionStrategy().RetriesOnFailure.ShouldBeFalse();
    }

    /// <summary>Exceptions end up in logs and in the headers of <c>_error</c> messages: no values of rows in them.</summary>
    [Theory]
    [InlineData(typeof(FeedbackDbContext))]
    [InlineData(typeof(NotificationsDbContext))]
    public void Should_keep_values_out_of_exceptions(Type service)
    {
        using var scope = _app.Services.CreateScope();
        var db = (DbContext)scope.ServiceProvider.GetRequiredService(service);

        db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()!.IsSensitiveDataLoggingEnabled.ShouldBeFalse();
    }

    private static IEnumerable<Type> Members(Type type)
    {
        const BindingFlags All =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        return type.GetFields(All).Select(field => field.FieldType)
            .Concat(type.GetConstructors(All)
                .SelectMany(constructor => constructor.GetParameters())
                .Select(parameter => parameter.ParameterType));
    }
}
