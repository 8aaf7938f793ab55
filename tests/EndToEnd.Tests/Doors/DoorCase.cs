namespace EndToEnd.Tests.Doors;

/// <summary>One upstream event, and the word of every door on it.</summary>
/// <param name="Name">What is out of the ordinary.</param>
/// <param name="Type">The exchange, and the type of the CloudEvent.</param>
/// <param name="Data">The members but for <c>eventId</c>, as JSON; {id} stands for a text that no other event has.</param>
/// <param name="Refused">The member that is refused; null if the event is taken.</param>
public sealed record DoorCase(string Name, string Type, string Data, string? Refused)
{
    /// <summary>The id of the event, as it stands within JSON.</summary>
    public string EventId { get; init; } = "event-{id}";

    /// <summary>Members that only HTTP reads as other than what MassTransit's envelope says by them: it holds decimals as texts.</summary>
    public bool IsForEnvelopes { get; init; } = true;

    /// <summary>What the stored row has to hold.</summary>
    public string Stored { get; init; } = "";

    public override string ToString() => $"{Type}: {Name}";
}
