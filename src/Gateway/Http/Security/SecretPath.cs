namespace Gateway.Http.Security;

/// <summary>Marks a route whose path holds a secret: logs and traces name the route in its place.</summary>
public sealed record SecretPath;
