namespace Host.Configuration;

/// <summary>The process can't start as configured. Its message is the one line that stands on stderr.</summary>
internal sealed class StartRefusedException(string key, string reason) : Exception($"{key}: {reason}")
{
    /// <summary>The configuration key, or <c>role</c> for the command line, that has to change.</summary>
    public string Key { get; } = key;
}
