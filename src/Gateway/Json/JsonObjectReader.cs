using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Json;

/// <summary>
/// Reads the members of a JSON object one by one and notes what is wrong with each under its path. A member that has a
/// fault reads as a placeholder: nothing read may be used before <see cref="InputErrors.ThrowIfAny"/>.
/// </summary>
internal sealed partial class JsonObjectReader
{
    private static readonly DateTimeOffset Earliest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly InputErrors _errors;
    private readonly string _path;

    public JsonObjectReader(JsonElement element, string path, InputErrors errors)
    {
        _errors = errors;
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path.Length == 0 ? JsonBody.WholeBody : path, "must be an object");
            IsObject = false;
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            var name = NameOf(member);
            if (!_members.TryAdd(name, member.Value))
                Fault(name, "is given more than once");
        }
    }

    /// <summary>False if it was not an object at all; that fault is noted, and its members are not missed.</summary>
    public bool IsObject { get; } = true;

    /// <summary>The members that no read has asked for.</summary>
    public IEnumerable<string> Others => _members.Keys.Where(name => !_known.Contains(name));

    public JsonElement? Element(string name)
    {
        _known.Add(name);
        return _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public string Id(string name) => CheckId(name, RequiredString(name)) ?? "";

    public string? OptionalId(string name) => CheckId(name, String(name, Element(name)));

    /// <summary>One line of text.</summary>
    public string Line(string name, int maxLength)
    {
        var text = RequiredString(name);
        if (text is null)
            return "";
        if (string.IsNullOrWhiteSpace(text))
            Fault(name, "must not be empty");
        else if (text.Length > maxLength)
            Fault(name, $"must have at most {maxLength} characters");
        else if (text.Any(char.IsControl))
            Fault(name, "must not contain control characters");

        return text;
    }

    /// <summary>Plain text of any length and any number of lines.</summary>
    public string? OptionalText(string name)
    {
        var text = String(name, Element(name));
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
            Fault(name, "must not contain the character U+0000");

        return text;
    }

    public int Whole(string name, int minimum, int maximum)
    {
        if (Required(name) is not { } value)
            return minimum;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum && number <= maximum)
            return number;

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {minimum} to {maximum}"));
        return minimum;
    }

    public decimal Number(string name, decimal minimum, decimal maximum)
    {
        if (Required(name) is not { } value)
            return minimum;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= minimum && number <= maximum)
            return number;

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {minimum} to {maximum}"));
        return minimum;
    }

    /// <summary>An ISO 8601 instant with its offset; read as UTC in whole microseconds.</summary>
    public DateTimeOffset Instant(string name)
    {
        if (RequiredString(name) is not { } text)
            return Earliest;
        if (InstantWithOffset().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            && instant >= Earliest && instant <= Latest)
            return instant.ToUniversalTime().InWholeMicroseconds();

        Fault(name, "must be an ISO 8601 instant with its offset, such as 2026-03-01T12:00:00Z, from 1970 to 2999");
        return Earliest;
    }

    public JsonObjectReader? Object(string name) =>
        Required(name) is { } value ? new JsonObjectReader(value, PathOf(name), _errors) : null;

    public void RefuseOthers(string fault = "is not a known member")
    {
        foreach (var name in Others)
            Fault(name, fault);
    }

    public void Fault(string name, string fault) => _errors.Add(PathOf(name), fault);

    private string? RequiredString(string name) => String(name, Required(name));

    private JsonElement? Required(string name)
    {
        var value = Element(name);
        if (value is null && IsObject)
            Fault(name, "is required");

        return value;
    }

    private string? String(string name, JsonElement? value)
    {
        if (value is null)
            return null;
        if (value.Value.ValueKind != JsonValueKind.String)
        {
            Fault(name, "must be text");
            return null;
        }

        try
        {
            return value.Value.GetString();
        }
        catch (InvalidOperationException)
        {
            Fault(name, "must be valid Unicode");
            return null;
        }
    }

    private string? CheckId(string name, string? id)
    {
        if (id is not null && OpaqueId.Fault(id) is { } fault)
            Fault(name, fault);

        return id;
    }

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidInputException(_path.Length == 0 ? JsonBody.WholeBody : _path, "has a member whose name is not valid Unicode");
        }
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex InstantWithOffset();
}
