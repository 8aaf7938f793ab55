using System.Text.Json;
using System.Text.RegularExpressions;
using Contracts.Messages;
using Gateway.Http.Problems;
using Gateway.Http.RateLimits;
using Shouldly;

namespace Gateway.Tests.Http;

/// <summary>R50: the page has every text in every language that notices have.</summary>
public sealed partial class When_the_page_is_translated
{
    private const string Resources = "Gateway.wwwroot.js.";
    private const string Texts = Resources + "texts-";
    private static readonly string[] _languages = ["de", "en", "es"];

    /// <summary>Problems that the page can't run into, or for which the API's own words name the member.</summary>
    private static readonly string[] _problemsWithoutText =
    [
        ProblemTypes.InvalidInput, ProblemTypes.MethodNotAllowed, ProblemTypes.TooLarge, ProblemTypes.UnsupportedMediaType,
        ProblemTypes.IdempotencyKeyReused, ProblemTypes.NotReady,
    ];

    /// <summary>
    /// Codes of responses that the page never gets: it asks of no other contract, offers no reply, and reports mid-contract feedback alone.
    /// One is a 429.
    /// </summary>
    private static readonly string[] _reasonsWithoutText =
    [
        RefusalCodes.ContractNotFound, RefusalCodes.ClientRequestLimit, RefusalCodes.ReplyNotAvailable, RefusalCodes.ReportNotAvailable,
    ];

    /// <summary>How the names of texts begin that no module names, but a page without a script.</summary>
    private static readonly string[] _starts = ["unsubscribe"];

    [Fact]
    public void Should_have_the_languages_of_notices()
    {
        var languages = ResourceNames()
            .Where(name => name.StartsWith(Texts, StringComparison.Ordinal)).Select(name => name[Texts.Length..^3]);

        languages.Order().ShouldBe(_languages);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("es")]
    public void Should_miss_no_text_and_no_placeholder(string language)
    {
        var english = TextsIn("en");
        var translated = TextsIn(language);

        translated.Keys.Order().ShouldBe(english.Keys.Order());
        foreach (var (key, forms) in translated)
        {
            foreach (var form in forms)
            {
                form.ShouldNotBeNullOrWhiteSpace(key);
                PlaceholdersOf(form).ShouldBe(PlaceholdersOf(english[key][0]), $"{language}: {key}");
            }
        }
    }

    /// <summary>All but the ends of the scale are options (R2, R3, R4, R10, R21): the page has them from the API.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("es")]
    public void Should_say_no_number_that_an_operator_may_change(string language) =>
        TextsIn(language).SelectMany(text => text.Value)
            .Where(form => Number().Matches(form).Any(number => number.Value != $"{Limits.MaxRating}"))
            .ShouldBeEmpty();

    [Fact]
    public void Should_have_every_text_that_a_module_names_and_no_other()
    {
        var modules = string.Join('\n', ResourceNames().Where(name => !name.StartsWith(Texts, StringComparison.Ordinal)).Select(Read));
        var named = Name().Matches(modules).Select(match => match.Groups[1].Value).ToHashSet();
        var begun = Beginning().Matches(modules).Select(match => match.Groups[1].Value)
            .Concat(Word().Matches(modules).Select(match => $"{match.Groups[1].Value}.")).ToHashSet();
        var texts = TextsIn("en").Keys;
        named.Count.ShouldBeGreaterThan(50);

        var missing = Named().Matches(modules).SelectMany(match => Name().Matches(match.Value)).Select(match => match.Groups[1].Value)
            .Except(texts);
        var unused = texts.Where(
            key => !named.Contains(key) && !_starts.Concat(begun).Any(start => key.StartsWith(start, StringComparison.Ordinal)));

        missing.ShouldBeEmpty();
        unused.ShouldBeEmpty();
    }

    [Fact]
    public void Should_have_words_for_every_value_that_the_API_may_give()
    {
        var texts = TextsIn("en").Keys;
        string[] needed =
        [
            .. Keys("message.", typeof(NoticeKinds)),
            .. Keys("notifications.", typeof(NoticeKinds)),
            .. Keys("notifications.mode.", typeof(EmailModes)),
            .. Keys("message.state.", typeof(FeedbackRequestStatuses)),
            .. Keys("room.request.", typeof(FeedbackRequestStatuses)).Where(key => !key.EndsWith("pending", StringComparison.Ordinal)),
            .. Keys("delivery.", typeof(DeliveryChannels)),
            .. Keys("delivery.status.", typeof(DeliveryStatuses)),
            .. Keys("feedback.", typeof(FeedbackKinds)),
            .. Keys("feedback.", typeof(FeedbackVisibilities)).Where(key => key != "feedback.visible"),
            .. Keys("report.", typeof(FeedbackReportStatuses)),
            .. Keys("problem.too-many.", typeof(LimitNames)),
            .. RatingNames.All.Select(name => $"rating.{name}"),
            .. OneOfAttribute.ValuesOf(typeof(ProblemTypes)).Where(type => type.StartsWith("urn:", StringComparison.Ordinal))
                .Except([.. _problemsWithoutText, "urn:feedback:problem:"]).Select(type => $"problem.{type.Split(':')[^1]}"),
        ];

        needed.Except(texts).ShouldBeEmpty();
        foreach (var code in OneOfAttribute.ValuesOf(typeof(RefusalCodes)).Except(_reasonsWithoutText))
        {
            (texts.Contains($"reason.{code}") || (texts.Contains($"reason.{code}.client") && texts.Contains($"reason.{code}.freelancer")))
                .ShouldBeTrue(code);
        }
    }

    private static IEnumerable<string> Keys(string start, Type constants) =>
        OneOfAttribute.ValuesOf(constants).Select(value => $"{start}{value}");

    /// <summary>All texts of a language by their names, each in all its forms.</summary>
    private static Dictionary<string, string[]> TextsIn(string language)
    {
        var module = Read($"{Texts}{language}.js").Trim();
        module.ShouldStartWith("export default {");
        using var texts = JsonDocument.Parse(
            module["export default ".Length..].TrimEnd(';'), new JsonDocumentOptions { AllowTrailingCommas = true });
        return texts.RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.ValueKind == JsonValueKind.String
            ? [text.Value.GetString()!]
            : text.Value.EnumerateObject().Select(form => form.Value.GetString()!).ToArray());
    }

    private static IEnumerable<string> PlaceholdersOf(string text) => Placeholder().Matches(text).Select(match => match.Value).Order();

    private static IEnumerable<string> ResourceNames() => typeof(GatewayAuthentication).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Resources, StringComparison.Ordinal));

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(GatewayAuthentication).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    /// <summary>A value of the API, by the kind of value that it is.</summary>
    [GeneratedRegex(@"\bword\(""([a-z.-]+)"",")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex("""\{\w+\}""")]
    private static partial Regex Placeholder();

    /// <summary>The first argument of a call that says a text, with all that it may be.</summary>
    [GeneratedRegex("""\b(?:t|parts|has)\((?:"[^"]*"|[\w.= !]+ \? "[^"]*" : [^,)]*)""")]
    private static partial Regex Named();

    [GeneratedRegex("\"([a-z0-9.-]+)\"")]
    private static partial Regex Name();

    /// <summary>How the names begin that a module puts together.</summary>
    [GeneratedRegex("""`([a-z]+\.[a-z.-]*)\$\{""")]
    private static partial Regex Beginning();
}
