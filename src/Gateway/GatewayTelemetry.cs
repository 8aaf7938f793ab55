namespace Gateway;

/// <summary>What the gateway tells OpenTelemetry beside what ASP.NET Core does.</summary>
public static class GatewayTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Gateway";
}
