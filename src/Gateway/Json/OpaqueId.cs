namespace Gateway.Json;

/// <summary>What an id of another system may look like: opaque, 1 to 64 characters.</summary>
internal static class OpaqueId
{
    public const int MaxLength = 64;

    /// <summary>What is wrong with an id; null if nothing is.</summary>
    public static string? Fault(string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
            return "must not be empty";
        if (id.Length > MaxLength)
            return $"must have at most {MaxLength} characters";

        return id.Any(char.IsControl) ? "must not contain control characters" : null;
    }
}
