using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// A user was erased. Published by the profile system. Both services erase the user from what they keep, for good: no other event brings
/// the user back, whenever it comes.
/// </summary>
[EntityName("user-erased")]
public sealed record UserErased
{
    /// <summary>Identity of this event in the system that published it; 1–64 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The user; 1–64 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>A name by which texts may mention the user, such as a former one; the latest one is known from the profile.</summary>
    [Length(1, Limits.MaxDisplayNameLength)]
    public string? DisplayName { get; init; }

    /// <summary>An address by which texts may mention the user, likewise.</summary>
    [MaxLength(Limits.MaxEmailLength)]
    public string? Email { get; init; }

    /// <summary>When the user was erased, in UTC.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public required DateTimeOffset ErasedAt { get; init; }
}
