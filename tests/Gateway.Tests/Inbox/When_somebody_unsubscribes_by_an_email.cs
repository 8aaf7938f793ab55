using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Inbox;

/// <summary>RFC 8058: without signing in, and by POST alone.</summary>
public sealed class When_somebody_unsubscribes_by_an_email : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_somebody_unsubscribes_by_an_email(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetUnsubscription>(_ => new Unsubscription { Kind = NoticeKinds.FeedbackRequested, IsOff = false });
        _gateway.Services.On<UnsubscribeByToken>(_ => new Unsubscription { Kind = NoticeKinds.FeedbackRequested, IsOff = true });
    }

    [Fact]
    public async Task Should_show_what_it_would_do_and_change_nothing()
    {
        var reply = await _gateway.GetAsync("/unsubscribe/token-1", token: null);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Text.ShouldContain("A freelancer asks for my feedback");
        reply.Text.ShouldContain("<form method=\"post\">");
        _gateway.Services.Received<GetUnsubscription>().ShouldHaveSingleItem().Token.ShouldBe("token-1");
        _gateway.Services.Received<UnsubscribeByToken>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")]
    [InlineData("", "application/x-www-form-urlencoded")]
    [InlineData(
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
        "multipart/form-data; boundary=b")]
    public async Task Should_unsubscribe_by_one_click(string body, string contentType)
    {
        var reply = await _gateway.PostAsync("/unsubscribe/token-1", token: null, body, contentType);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Text.ShouldContain("You are unsubscribed");
        _gateway.Services.Received<UnsubscribeByToken>().ShouldHaveSingleItem().Token.ShouldBe("token-1");
    }

    [Theory]
    [InlineData("es-MX", "de", "es", "Darse de baja", "Un freelance pide mi opinión")]
    [InlineData("de", null, "de", "Abbestellen", "Ein Freelancer bittet um mein Feedback")]
    [InlineData(null, "fr, es;q=0.5, de-CH;q=0.9", "de", "Abbestellen", "Ein Freelancer bittet um mein Feedback")]
    [InlineData("pt", "es", "es", "Darse de baja", "Un freelance pide mi opinión")]
    [InlineData("pt", "fr, ;;=, *", "en", "Unsubscribe", "A freelancer asks for my feedback")]
    public async Task R50_Should_speak_the_language_of_the_profile_and_else_the_browsers(
        string? locale, string? accepted, string language, string unsubscribe, string kind)
    {
        _gateway.Services.On<GetUnsubscription>(
            _ => new Unsubscription { Kind = NoticeKinds.FeedbackRequested, IsOff = false, Locale = locale });

        var text = await ShowAsync(accepted);

        text.ShouldContain($"<html lang=\"{language}\"");
        text.ShouldContain($"<h1>{unsubscribe}</h1>");
        text.ShouldContain(WebUtility.HtmlEncode(kind));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("es")]
    public async Task Should_have_words_for_every_kind_before_and_after(string language)
    {
        foreach (var kind in NoticeKinds.All.Append(null))
        {
            foreach (var isOff in new[] { false, true })
            {
                _gateway.Services.On<GetUnsubscription>(_ => new Unsubscription { Kind = kind, IsOff = isOff, Locale = language });

                var text = await ShowAsync(accepted: null);

                text.ShouldContain("<h1>");
                text.ShouldNotContain("{");
                if (kind is not null)
                    text.ShouldNotContain(kind);
            }
        }
    }

    [Fact]
    public async Task Should_show_a_kind_that_it_has_no_words_for()
    {
        _gateway.Services.On<GetUnsubscription>(_ => new Unsubscription { Kind = "contract-<renewed>", IsOff = false });

        (await ShowAsync(accepted: null)).ShouldContain("contract-&lt;renewed&gt;");
    }

    [Fact]
    public async Task Should_not_know_another_link()
    {
        _gateway.Services.On<GetUnsubscription>(_ => new UnsubscribeTokenNotFound());
        _gateway.Services.On<UnsubscribeByToken>(_ => new UnsubscribeTokenNotFound());

        (await _gateway.GetAsync("/unsubscribe/token-2", token: null)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await _gateway.PostAsync("/unsubscribe/token-2", token: null)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("GET", "en", "Not found.", "It does not exist, or it is not yours to see.")]
    [InlineData("POST", "de-AT", "Nicht gefunden.", null)]
    [InlineData("GET", "es", "No encontrado.", null)]
    public async Task Should_tell_a_person_in_a_page_that_it_does_not_know_the_link(
        string method, string language, string title, string? detail)
    {
        _gateway.Services.On<GetUnsubscription>(_ => new UnsubscribeTokenNotFound());
        _gateway.Services.On<UnsubscribeByToken>(_ => new UnsubscribeTokenNotFound());

        var page = await OpenAsync(new HttpMethod(method), language);

        page.Status.ShouldBe(HttpStatusCode.NotFound);
        page.Text.ShouldContain($"<h1>{title}</h1>");
        page.Text.ShouldContain(detail ?? "");
    }

    [Fact]
    public async Task Should_tell_a_person_in_a_page_that_it_is_not_available()
    {
        _gateway.Services.On<GetUnsubscription>(_ => throw new ServiceUnavailableException(new TimeoutException()));

        var page = await OpenAsync(HttpMethod.Get, "en");

        page.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Text.ShouldContain("<h1>Not available now.</h1>");
    }

    [Fact]
    public async Task Should_let_the_page_run_no_script_and_send_no_referrer()
    {
        using var response = await _gateway.Http.GetAsync(
            new Uri("/unsubscribe/token-1", UriKind.Relative), TestContext.Current.CancellationToken);

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("form-action 'self'");
        response.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    private Task<Reply> OpenAsync(HttpMethod method, string language) => _gateway.SendAsync(
        method, "/unsubscribe/token-2", token: null, headers: [("Accept", "text/html,*/*;q=0.8"), ("Accept-Language", language)]);

    private async Task<string> ShowAsync(string? accepted)
    {
        var reply = accepted is null
            ? await _gateway.GetAsync("/unsubscribe/token-1", token: null)
            : await _gateway.SendAsync(HttpMethod.Get, "/unsubscribe/token-1", token: null, headers: ("Accept-Language", accepted));
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        return reply.Text;
    }
}
