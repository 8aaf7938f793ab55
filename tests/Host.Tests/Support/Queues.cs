using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Support;

/// <summary>The durable queues that a process consumes from, as its bus is configured.</summary>
internal static class Queues
{
    public static IReadOnlyList<string> Of(WebApplication app)
    {
        var probe = JsonSerializer.SerializeToElement(app.Services.GetRequiredService<IBusControl>().GetProbeResult().Results);
        var endpoints = probe.GetProperty("bus").GetProperty("host").GetProperty("receiveEndpoint");

        return [.. (endpoints.ValueKind == JsonValueKind.Array ? endpoints.EnumerateArray() : Enumerable.Repeat(endpoints, 1))
            .Select(endpoint => endpoint.GetProperty("name").GetString()!)
            .Where(name =>
                name.StartsWith("feedback-", StringComparison.Ordinal) || name.StartsWith("notifications-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }
}
