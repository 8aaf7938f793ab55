namespace Gateway.Http.Input;

/// <summary>Collects what is wrong with an input, by member, so that a caller learns all of it at once.</summary>
internal sealed class InputErrors
{
    private readonly SortedDictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public bool Has(string member) => _errors.ContainsKey(member);

    public void Add(string member, string fault)
    {
        if (!_errors.TryGetValue(member, out var faults))
            _errors[member] = faults = [];

        faults.Add(fault);
    }

    public void ThrowIfAny()
    {
        if (Any)
            throw new InvalidInputException(_errors.ToDictionary(error => error.Key, error => error.Value.ToArray()));
    }
}

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
