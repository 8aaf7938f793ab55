using System.Globalization;

namespace Host.Configuration;

/// <summary>Reads single values and refuses the start, naming the key, where one is missing or not what it has to be.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    /// <summary>The value without surrounding blanks, or null when it is absent or blank.</summary>
    public string? Text(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key]!.Trim();

    public string Required(string key, string why) => Text(key) ?? throw new StartRefusedException(key, $"is missing; {why}.");

    /// <summary>The keys right below a section.</summary>
    public IEnumerable<string> Children(string section) => configuration.GetSection(section).GetChildren().Select(child => child.Path);

    /// <summary>The path of a file that is there, or null.</summary>
    public string? File(string key) =>
        Text(key) is not { } path || System.IO.File.Exists(path)
            ? Text(key)
            : throw new StartRefusedException(key, $"'{path}' is no file that is there.");

    public TEnum OneOf<TEnum>(string key, TEnum byDefault)
        where TEnum : struct, Enum
    {
        if (Text(key) is not { } text)
            return byDefault;

        var names = Enum.GetNames<TEnum>();
        return names.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<TEnum>(text, ignoreCase: true)
            : throw new StartRefusedException(key, $"'{text}' is none of {string.Join(", ", names)}.");
    }

    public int Number(string key, int byDefault, int from, int to)
    {
        if (Text(key) is not { } text)
            return byDefault;

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= from && number <= to
                ? number
                : throw new StartRefusedException(key, $"'{text}' is not a whole number from {from} to {to}.");
    }

    public bool Flag(string key, bool byDefault)
    {
        if (Text(key) is not { } text)
            return byDefault;

        return bool.TryParse(text, out var flag)
            ? flag
            : throw new StartRefusedException(key, $"'{text}' is neither true nor false.");
    }

    /// <summary>A length of time of a day at most: <c>30</c> would be thirty days.</summary>
    public TimeSpan Duration(string key, TimeSpan byDefault)
    {
        if (Text(key) is not { } text)
            return byDefault;

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)
            && duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(1)
            ? duration
            : throw new StartRefusedException(key, $"'{text}' is not a length of time above zero and of a day at most, such as 00:00:30.");
    }

    public Uri? Address(string key, params string[] schemes)
    {
        if (Text(key) is not { } text)
            return null;

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme)
            ? address
            : throw new StartRefusedException(key, $"'{text}' is not an address that starts with {string.Join(" or ", schemes)}://.");
    }
}

/// <summary>The process can't start as configured. Its message is the one line that stands on stderr.</summary>
internal sealed class StartRefusedException : Exception
{
    public StartRefusedException(string key, string reason) : base($"{key}: {reason}")
    {
    }

    /// <summary>For several reasons at once.</summary>
    public StartRefusedException(IEnumerable<StartRefusedException> reasons)
        : base(string.Join(' ', reasons.Select(reason => reason.Message)))
    {
    }
}
