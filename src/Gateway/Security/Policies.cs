namespace Gateway.Security;

/// <summary>The authorization policies, one per kind of caller; signed-in users need none of these.</summary>
internal static class Policies
{
    public const string Upstream = "upstream";

    public const string Operations = "ops";
}
