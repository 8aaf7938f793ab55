using System.Collections.Frozen;
using System.Text.Json;
using Gateway.Http.Problems;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Gateway.Http;

/// <summary>The page's texts in one language, for pages that run no script: they say the same as the page (R50).</summary>
internal sealed class PageTexts
{
    private const string Resources = "Gateway.wwwroot.js.texts-";
    private const string DefaultLanguage = "en";

    private static readonly FrozenDictionary<string, PageTexts> _byLanguage = typeof(PageTexts).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Resources, StringComparison.Ordinal))
        .Select(name => new PageTexts(Path.GetFileNameWithoutExtension(name[Resources.Length..]), Read(name)))
        .ToFrozenDictionary(texts => texts.Language, StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, JsonElement> _texts;

    private PageTexts(string language, Dictionary<string, JsonElement> texts)
    {
        Language = language;
        _texts = texts;
    }

    /// <summary>Such as <c>de</c>.</summary>
    public string Language { get; }

    /// <summary>The text of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public string this[string key] => _texts[key].GetString()!;

    /// <summary>The text for a value of the API; the value itself where there is none: a service may be newer than the gateway.</summary>
    public string Word(string kind, string value) => Find($"{kind}.{value}") ?? value;

    /// <summary>What to call a problem, and what to say about it; one that the page has no words for, in those of the API.</summary>
    public (string Title, string Detail) InWords(ProblemDetails problem)
    {
        var kind = $"problem.{problem.Type?.Split(':')[^1]}";
        return (
            Find(kind) ?? problem.Title ?? this["problem.failed"],
            Find($"{kind}.{(problem as TooManyProblem)?.Limit}") ?? Find($"{kind}.detail") ?? problem.Detail ?? "");
    }

    /// <summary>The texts for a reader: in the language of the profile, or else the first of the browser's that has texts.</summary>
    /// <param name="locale">The language of the profile, a BCP 47 tag; null where it isn't known.</param>
    /// <param name="accepted">What the browser says.</param>
    public static PageTexts For(string? locale, IEnumerable<StringWithQualityHeaderValue> accepted) =>
        accepted.OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.Value)
            .Prepend(locale)
            .Append(DefaultLanguage)
            .Select(tag => _byLanguage.GetValueOrDefault(tag?.Split('-')[0] ?? ""))
            .First(texts => texts is not null)!;

    private string? Find(string key) => _texts.TryGetValue(key, out var text) ? text.GetString() : null;

    /// <summary>A module that exports one object, which is JSON but for a comma behind its last member.</summary>
    private static Dictionary<string, JsonElement> Read(string resource)
    {
        using var module = new StreamReader(typeof(PageTexts).Assembly.GetManifestResourceStream(resource)!);
        var text = module.ReadToEnd();
        using var json = JsonDocument.Parse(
            text[text.IndexOf('{', StringComparison.Ordinal)..(text.LastIndexOf('}') + 1)],
            new JsonDocumentOptions { AllowTrailingCommas = true });
        return json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone());
    }
}
