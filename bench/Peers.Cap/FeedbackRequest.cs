namespace Peers.Common;

/// <summary>The request as an entity.</summary>
public sealed partial class FeedbackRequest
{
    public int Version { get; set; }
}
