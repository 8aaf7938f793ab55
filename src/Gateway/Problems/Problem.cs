using System.Text.Json.Serialization;

namespace Gateway.Problems;

/// <summary>An error as RFC 9457 problem details; what a kind of problem adds stands between detail and traceId.</summary>
internal record Problem
{
    public const string ContentType = "application/problem+json";

    /// <summary>What kind of problem, stable: clients may decide by it.</summary>
    [JsonPropertyOrder(-1)]
    public required string Type { get; init; }

    /// <summary>The kind in words.</summary>
    [JsonPropertyOrder(-1)]
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    [JsonPropertyOrder(-1)]
    public required int Status { get; init; }

    /// <summary>What happened this time, and what to do.</summary>
    [JsonPropertyOrder(-1)]
    public required string Detail { get; init; }

    /// <summary>What operators find this call by.</summary>
    [JsonPropertyOrder(1)]
    public string? TraceId { get; init; }
}
