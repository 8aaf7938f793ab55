using Contracts.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Notifications.Email;
using Notifications.Notices;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_email_templates_are_filled
{
    private const string ContractUrl = "https://feedback.example/#/contracts/contract-1";
    private const string Evil = "<script>alert('x')</script>\r\nBcc: all@example.org\u202E";

    private static readonly EmailLinks _links = new(
        ContractUrl, "https://feedback.example/#/notifications", "https://feedback.example/unsubscribe/token-1", TakesReplies: true);

    private static readonly EmailNames _names = new("Grace Hopper", "Ada Lovelace");

    private static readonly NoticeFacts _facts = new()
    {
        ContractTitle = "Website redesign",
        Message = "How is it going?\nI'd like to know.",
        ExpiresAt = new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero),
        EndedAt = new DateTimeOffset(2026, 3, 15, 14, 0, 0, TimeSpan.FromHours(2)),
        Score = 4.5m,
        Ratings = new FeedbackRatings
        {
            Skills = 5,
            Quality = 4,
            Availability = 3,
            Deadlines = 2,
            Communication = 1,
            Cooperation = 5,
        },
        Comment = "Splendid & quick.",
    };

    public static TheoryData<string> Kinds =>
    [
        NoticeKinds.FeedbackRequested, NoticeKinds.FeedbackReminder, NoticeKinds.FeedbackReceived,
        NoticeKinds.RequestExpired, NoticeKinds.RequestClosed, NoticeKinds.RequestDeclined, NoticeKinds.ReportDecided,
        NoticeKinds.FeedbackTakenDown, NoticeKinds.FeedbackRestored,
    ];

    [Theory]
    [InlineData(NoticeKinds.FeedbackRequested, "Ada Lovelace asks for your feedback on “Website redesign”")]
    [InlineData(NoticeKinds.FeedbackReminder, "A reminder: Ada Lovelace asks for your feedback on “Website redesign”")]
    [InlineData(NoticeKinds.FeedbackReceived, "Ada Lovelace gave you feedback on “Website redesign”")]
    [InlineData(NoticeKinds.RequestExpired, "Your feedback request on “Website redesign” has expired")]
    [InlineData(NoticeKinds.RequestClosed, "Your feedback request on “Website redesign” is closed")]
    [InlineData(NoticeKinds.RequestDeclined, "Your feedback request on “Website redesign”: not now")]
    [InlineData(NoticeKinds.ReportDecided, "Your report of feedback on “Website redesign” was looked at")]
    [InlineData(NoticeKinds.FeedbackTakenDown, "Your feedback on “Website redesign” was taken down")]
    [InlineData(NoticeKinds.FeedbackRestored, "Your feedback on “Website redesign” is public again")]
    public void Should_say_in_the_subject_what_it_is_about(string kind, string subject)
    {
        Fill(kind, _facts, _names).Subject.ShouldBe(subject);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_say_the_same_in_text_and_in_html(string kind)
    {
        var content = Fill(kind, _facts, _names);

        var text = content.ToPlainText();
        var html = System.Net.WebUtility.HtmlDecode(await HtmlOfAsync(content));

        string[] said =
        [
            content.Greeting, .. content.Opening, .. content.Closing, content.Action!.Label, content.Action.Url,
            content.Footer.Why, content.Footer.Contact!, .. content.Footer.Links.SelectMany(link => new[] { link.Label, link.Url }),
            .. content.List?.Items ?? [], .. content.Quote?.Text.Split('\n') ?? [],
        ];
        foreach (var piece in said)
        {
            text.ShouldContain(piece);
            html.ShouldContain(piece);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_lead_to_the_contract_room_by_a_button(string kind)
    {
        var html = await HtmlOfAsync(Fill(kind, _facts, _names));

        html.ShouldContain($"<a href=\"{ContractUrl}\"");
        html.ShouldStartWith("<!DOCTYPE html>");
        html.ShouldContain("<html lang=\"en\">");
    }

    [Fact]
    public void R16_Should_tell_the_client_until_when_what_is_rated_and_that_replying_is_voluntary()
    {
        var text = Fill(NoticeKinds.FeedbackRequested, _facts, _names).ToPlainText();

        text.ShouldContain("> How is it going?\n> I'd like to know.");
        text.ShouldContain("You can answer until Sunday, 15 March 2026, 12:00 UTC.");
        text.ShouldContain("- Skills\n- Quality of work\n- Availability\n- Keeping deadlines\n- Communication\n- Cooperation");
        text.ShouldContain("You don't have to answer.");
    }

    [Fact]
    public void R16_Should_tell_the_freelancer_score_ratings_and_comment()
    {
        var text = Fill(NoticeKinds.FeedbackReceived, _facts, _names).ToPlainText();

        text.ShouldContain("Your score: 4.50 out of 5.");
        text.ShouldContain("- Skills: 5 of 5\n- Quality of work: 4 of 5");
        text.ShouldContain("Ada Lovelace writes:\n> Splendid & quick.");
    }

    [Fact]
    public void Should_name_instants_in_utc()
    {
        Fill(NoticeKinds.RequestExpired, _facts, _names).ToPlainText()
            .ShouldContain("by Sunday, 15 March 2026, 12:00 UTC");
    }

    [Theory]
    [InlineData(NoticeKinds.FeedbackRequested, "Your freelancer asks for your feedback on your contract")]
    [InlineData(NoticeKinds.FeedbackReceived, "Your client gave you feedback on your contract")]
    public void Should_do_without_names_that_are_not_known(string kind, string subject)
    {
        var content = Fill(kind, _facts with { ContractTitle = null }, new EmailNames(null, " "));

        content.Subject.ShouldBe(subject);
        content.Greeting.ShouldBe("Hello,");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_encode_what_users_wrote_in_html(string kind)
    {
        var content = Fill(kind, EvilFacts(), new EmailNames(Evil, Evil));

        var html = await HtmlOfAsync(content);

        html.ShouldNotContain("<script", Case.Insensitive);
        html.ShouldContain("&lt;script&gt;");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Should_let_nobody_write_headers(string kind)
    {
        var content = Fill(kind, EvilFacts(), new EmailNames(Evil, Evil));

        content.Subject.ShouldNotContain('\r');
        content.Subject.ShouldNotContain('\n');
        content.Subject.ShouldNotContain('\u202E');
        content.Subject.ShouldContain("</script> Bcc: all@example.org");
    }

    [Fact]
    public void Should_cut_a_title_that_fills_no_subject_line()
    {
        var content = Fill(
            NoticeKinds.RequestExpired,
            _facts with { ContractTitle = string.Concat(Enumerable.Repeat("😀 long ", 200)) },
            _names);

        content.Subject.Length.ShouldBeLessThan(200);
        content.Subject.ShouldEndWith("…” has expired");
    }

    [Theory]
    [InlineData(NoticeKinds.FeedbackRequested)]
    [InlineData(NoticeKinds.FeedbackReminder)]
    public async Task R50_Should_name_the_deadline_beside_the_subject(string kind)
    {
        var html = await HtmlOfAsync(Fill(kind, _facts, _names));

        html.ShouldContain("mso-hide: all;\">Until Sunday, 15 March 2026, 12:00 UTC; a few minutes are enough.</div>");
    }

    [Fact]
    public void R16_Should_show_the_freelancers_note_in_the_reminder_and_put_no_words_in_anyones_mouth()
    {
        var text = Fill(NoticeKinds.FeedbackReminder, _facts, _names).ToPlainText();

        text.ShouldContain("Ada Lovelace writes:\n> How is it going?\n> I'd like to know.");
        text.ShouldNotContain("hopes");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_say_why_it_comes_and_how_to_get_no_more(string kind)
    {
        var html = await HtmlOfAsync(Fill(kind, _facts, _names));

        html.ShouldContain("You get this email because");
        html.ShouldContain($"<a href=\"{_links.Settings}\"");
        html.ShouldContain($"<a href=\"{_links.Unsubscribe}\"");
        html.ShouldContain("Questions? Reply to this email.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_be_laid_out_in_tables_and_know_dark_mode(string kind)
    {
        var html = await HtmlOfAsync(Fill(kind, _facts, _names));

        html.ShouldContain("<table role=\"presentation\"");
        html.ShouldContain("bgcolor=\"#14532d\"");
        html.ShouldContain("<meta name=\"color-scheme\" content=\"light dark\"");
        html.ShouldContain("@media (prefers-color-scheme: dark)");
    }

    private static EmailContent Fill(string kind, NoticeFacts facts, EmailNames names) =>
        new EmailTemplates(NoticeTexts.Default, names, _links).Fill(kind, facts);

    private static NoticeFacts EvilFacts() => _facts with { ContractTitle = Evil, Message = Evil, Comment = Evil };

    private static async Task<string> HtmlOfAsync(EmailContent content)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        return await EmailComposer.RenderHtmlAsync(content, services, NullLoggerFactory.Instance);
    }
}
