namespace Gateway.Json;

/// <summary>The caller's input is not acceptable; becomes a 400 problem that names each member.</summary>
internal sealed class InvalidInputException(IReadOnlyDictionary<string, string[]> errors)
    : Exception($"Invalid input: {string.Join(", ", errors.Keys)}.")
{
    public InvalidInputException(string member, string fault)
        : this(new Dictionary<string, string[]> { [member] = [fault] })
    {
    }

    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}
