namespace Gateway.Tests.Harness;

/// <summary>A gateway that waits for its services for a moment only.</summary>
public sealed class ImpatientGatewayFixture : GatewayFixture
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Gateway:RequestTimeout"] = "00:00:00.250",
    };
}
