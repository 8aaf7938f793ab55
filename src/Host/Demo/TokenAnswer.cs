namespace Host.Demo;

/// <summary>A bearer token.</summary>
internal sealed record TokenAnswer(string AccessToken);
