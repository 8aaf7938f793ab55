using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Contracts.Messages;
using Notifications.Email;
using Notifications.Notices;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed partial class When_a_text_is_translated
{
    private static readonly ResourceManager _resources = new("Notifications.Notices.Texts", typeof(NoticeTexts).Assembly);

    private static readonly NoticeFacts _facts = new()
    {
        ContractTitle = "Web shop",
        ExpiresAt = new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero),
        EndedAt = new DateTimeOffset(2026, 7, 15, 12, 0, 0, TimeSpan.Zero),
        Score = 4.5m,
    };

    public static TheoryData<string> Languages => [.. NoticeTexts.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Should_be_there_in_every_language_with_the_same_placeholders(string language)
    {
        var english = TextsOf("");
        var texts = TextsOf(language == "en" ? "" : language);

        texts.Keys.ShouldBe(english.Keys, ignoreOrder: true);
        texts.Where(text => string.IsNullOrWhiteSpace(text.Value)).ShouldBeEmpty();
        texts.Where(text => !PlaceholdersOf(text.Value).SetEquals(PlaceholdersOf(english[text.Key]))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("de")]
    [InlineData("es")]
    public void Should_be_another_text(string language)
    {
        var english = TextsOf("");

        TextsOf(language).Where(text => text.Value == english[text.Key]).Select(text => text.Key)
            .ShouldBe(["product"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(null, null, "en", "Sunday, 15 March 2026, 12:00 UTC")]
    [InlineData("fr", null, "en", "Sunday, 15 March 2026, 12:00 UTC")]
    [InlineData("en-GB", "Europe/London", "en", "Sunday, 15 March 2026, 12:00 (Europe/London, UTC+00:00)")]
    [InlineData("de", "Europe/Berlin", "de", "Sonntag, 15. März 2026, 13:00 Uhr (Europe/Berlin, UTC+01:00)")]
    [InlineData("DE-at", "Mars/Olympus", "de", "Sonntag, 15. März 2026, 12:00 Uhr UTC")]
    [InlineData("es-MX", "America/Mexico_City", "es", "domingo, 15 de marzo de 2026, 06:00 (America/Mexico_City, UTC-06:00)")]
    public void R50_Should_show_instants_in_the_readers_language_and_zone(string? locale, string? zone, string language, string words)
    {
        var texts = NoticeTexts.For(locale, zone);

        texts.Language.ShouldBe(language);
        texts.Date(_facts.ExpiresAt!.Value).ShouldBe(words);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Should_leave_no_placeholder_in_any_email_or_message(string language)
    {
        var texts = NoticeTexts.For(language, "Europe/Berlin");
        var templates = new EmailTemplates(texts, new EmailNames("Grace {name}", "Ada"), new EmailLinks("u:c", "u:s", "u:u", true));

        var emails = NoticeKinds.All.Select(kind => templates.Fill(kind, _facts))
            .Append(templates.FillDigest([.. NoticeKinds.All.Select(kind => new DigestEntry(kind, _facts, "Ada", "u:c"))]));

        var said = emails.SelectMany(email => new[] { email.ToPlainText(), email.Subject, email.Preheader })
            .Concat(NoticeKinds.All.Select(kind => texts.InApp(kind, _facts, "Ada")));
        foreach (var text in said)
            Placeholder().Matches(text.Replace("Grace {name}", "", StringComparison.Ordinal)).ShouldBeEmpty(text);
    }

    [Fact]
    public void Should_write_numbers_as_the_language_does()
    {
        NoticeTexts.For("de", null).Score(4.5m).ShouldBe("4,50 von 5");
        NoticeTexts.For("en", null).Score(4.5m).ShouldBe("4.50 out of 5");
        NoticeTexts.For("es", null).Score(4.5m).ShouldBe("4,50 de 5");
    }

    private static Dictionary<string, string> TextsOf(string culture) =>
        _resources.GetResourceSet(CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: false).ShouldNotBeNull()
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    private static HashSet<string> PlaceholdersOf(string text) => [.. Placeholder().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{\w*\}")]
    private static partial Regex Placeholder();
}
