using System.Globalization;
using System.Text.Json;
using UtcInstants = Contracts.Messages.Instants;

namespace Gateway.Http.Input;

/// <summary>
/// Reads the members of a JSON object one by one and notes what is wrong with each under its path. A member that has a
/// fault reads as a placeholder: nothing read may be used before <see cref="InputErrors.ThrowIfAny"/>.
/// </summary>
internal sealed class JsonObjectReader
{
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

    /// <summary>Text of any kind; empty if it is missing.</summary>
    public string Text(string name) => AsText(name, Required(name)) ?? "";

    /// <summary>Text of any kind; null if it is left out.</summary>
    public string? OptionalText(string name) => AsText(name, Element(name));

    /// <summary>An id of another system.</summary>
    public string Id(string name)
    {
        var id = Text(name);
        Check(name, TextRules.IdProblem(id));
        return id;
    }

    /// <summary>One line of text.</summary>
    public string Line(string name, int maxLength)
    {
        var text = Text(name);
        Check(name, TextRules.LineProblem(text, maxLength));
        return text;
    }

    /// <summary>Plain text that has something in it, of any length and any number of lines.</summary>
    public string Lines(string name)
    {
        var text = Text(name);
        if (IsObject)
            Check(name, string.IsNullOrWhiteSpace(text) ? "must not be empty" : TextRules.TextProblem(text));

        return text;
    }

    /// <summary>Plain text of any length and any number of lines.</summary>
    public string? OptionalLines(string name)
    {
        var text = OptionalText(name);
        Check(name, TextRules.TextProblem(text));
        return text;
    }

    /// <summary>A whole number, however it is written: <c>5.0</c> and <c>5e0</c> are the integer 5.</summary>
    public int Whole(string name, int minimum, int maximum)
    {
        if (Required(name) is not { } value)
            return minimum;
        if (value.ValueKind == JsonValueKind.Number && Numbers.TryParse(value.GetRawText(), out var number)
            && number == decimal.Truncate(number) && number >= minimum && number <= maximum)
        {
            return (int)number;
        }

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {minimum} to {maximum}"));
        return minimum;
    }

    /// <summary>A number; what is none reads as one that no rule takes.</summary>
    public decimal Number(string name) =>
        Required(name) is { ValueKind: JsonValueKind.Number } value && Numbers.TryParse(value.GetRawText(), out var number)
            ? number
            : decimal.MaxValue;

    /// <summary>The same; null if it is left out.</summary>
    public decimal? OptionalNumber(string name) => Element(name) is null ? null : Number(name);

    /// <summary>The elements of a list; null if it is left out.</summary>
    public IReadOnlyList<JsonElement>? OptionalList(string name)
    {
        if (Element(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray()];

        Fault(name, "must be a list");
        return null;
    }

    /// <summary>A list of texts of any kind; null if it is left out.</summary>
    public IReadOnlyList<string>? OptionalTexts(string name) =>
        OptionalList(name)?.Index().Select(element => AsText($"{name}[{element.Index}]", element.Item) ?? "").ToList();

    /// <summary>An RFC 3339 instant with its offset, in UTC in whole microseconds; what is none reads as one that no rule takes.</summary>
    public DateTimeOffset Instant(string name) =>
        AsText(name, Required(name)) is { } text
        && UtcInstants.TryParse(text, out var instant)
            ? instant
            : DateTimeOffset.MinValue;

    /// <summary>The same, null if it is left out; what is none is a fault.</summary>
    public DateTimeOffset? OptionalInstant(string name)
    {
        if (OptionalText(name) is not { } text)
            return null;
        if (UtcInstants.TryParse(text, out var instant))
            return instant;

        Check(name, "must be an instant in RFC 3339 with its offset, such as 2026-03-01T12:00:00Z");
        return null;
    }

    public JsonObjectReader? Object(string name) => Required(name) is { } value ? new JsonObjectReader(value, PathOf(name), _errors) : null;

    public void RefuseOthers(string fault = "is not a known member")
    {
        foreach (var name in Others)
            Fault(name, fault);
    }

    /// <summary>Notes what a rule says is wrong with a member, unless something else already is.</summary>
    public void Check(string name, string? fault)
    {
        if (fault is not null && !_errors.Has(PathOf(name)))
            Fault(name, fault);
    }

    public void Fault(string name, string fault) => _errors.Add(PathOf(name), fault);

    private JsonElement? Required(string name)
    {
        var value = Element(name);
        if (value is null && IsObject)
            Fault(name, "is required");

        return value;
    }

    private string? AsText(string name, JsonElement? value)
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
}
