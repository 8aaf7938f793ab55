namespace Gateway.Upstream;

/// <summary>How many events were taken.</summary>
internal sealed record AcceptedResponse(int Accepted);
