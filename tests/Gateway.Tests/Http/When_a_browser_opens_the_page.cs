using System.Net;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Http;

public sealed partial class When_a_browser_opens_the_page(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private static readonly string[] _pages = ["/", "/ops"];

    [Theory]
    [InlineData("/")]
    [InlineData("/ops")]
    public async Task Should_serve_it_at_the_root_and_that_of_operators_at_their_address(string page)
    {
        var reply = await gateway.GetAsync(page, token: null);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.ContentType.ShouldBe("text/html");
    }

    [Fact]
    public async Task Should_serve_every_file_that_the_page_and_its_modules_name()
    {
        var waiting = new Queue<string>(_pages);
        var seen = new HashSet<string>(waiting);
        while (waiting.TryDequeue(out var path))
        {
            var reply = await gateway.GetAsync(path, token: null);
            reply.Status.ShouldBe(HttpStatusCode.OK, path);
            reply.ContentType.ShouldBe(ContentTypeOf(path), path);
            foreach (var named in Named(path, reply.Text).Where(seen.Add))
                waiting.Enqueue(named);
        }

        seen.ShouldContain("/page.css");
        seen.ShouldContain("/js/app.js");
        seen.ShouldContain("/js/words.js");
        seen.ShouldContain("/ops.css");
        seen.ShouldContain("/js/ops/story.js");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/ops")]
    public async Task Should_allow_no_script_but_its_own_files(string page)
    {
        var reply = await gateway.GetAsync(page, token: null);

        var policy = reply.Headers["Content-Security-Policy"].Split(';', StringSplitOptions.TrimEntries);
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        reply.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        InlineScript().IsMatch(reply.Text).ShouldBeFalse();
    }

    [Fact]
    public async Task Should_load_every_module_at_once()
    {
        var page = (await gateway.GetAsync("/", token: null)).Text;

        var resources = typeof(GatewayAuthentication).Assembly.GetManifestResourceNames();
        foreach (var resource in resources.Where(name => name.Contains(".wwwroot.js.", StringComparison.Ordinal) && !IsOfOperators(name)))
            page.ShouldContain($"/js/{resource.Split('.')[^2]}.js");
    }

    [Fact]
    public async Task Should_load_every_module_of_operators_at_once_and_keep_them_from_all_others()
    {
        var everybodys = (await gateway.GetAsync("/", token: null)).Text;
        var operators = (await gateway.GetAsync("/ops", token: null)).Text;

        var modules = typeof(GatewayAuthentication).Assembly.GetManifestResourceNames().Where(IsOfOperators).ToList();
        modules.Count.ShouldBeGreaterThan(5);
        foreach (var module in modules)
            operators.ShouldContain($"/js/ops/{module.Split('.')[^2]}.js");

        everybodys.ShouldNotContain("ops");
    }

    [Fact]
    public async Task Should_let_the_browser_keep_files_and_ask_whether_they_changed()
    {
        var first = await gateway.GetAsync("/page.css", token: null);
        var again = await gateway.SendAsync(HttpMethod.Get, "/page.css", token: null, headers: ("If-None-Match", first.Headers["ETag"]));

        first.Headers["Cache-Control"].ShouldBe("no-cache");
        again.Status.ShouldBe(HttpStatusCode.NotModified);
    }

    private static bool IsOfOperators(string resource) => resource.Contains(".wwwroot.js.ops.", StringComparison.Ordinal);

    private static string ContentTypeOf(string path) => Path.GetExtension(path) switch
    {
        ".css" => "text/css",
        ".js" => "text/javascript",
        ".svg" => "image/svg+xml",
        _ => "text/html",
    };

    private static IEnumerable<string> Named(string path, string text) => path.EndsWith(".js", StringComparison.Ordinal)
        ? Import().Matches(text).Select(match => new Uri(new Uri($"http://page{path}"), match.Groups[1].Value).AbsolutePath)
        : _pages.Contains(path) ? Link().Matches(text).Select(match => match.Groups[1].Value) : [];

    [GeneratedRegex("""from "(\.[^"]+)";""")]
    private static partial Regex Import();

    [GeneratedRegex("(?:href|src)=\"(/[^\"]*\\.(?:js|css|svg))\"")]
    private static partial Regex Link();

    [GeneratedRegex("""<script(?![^>]*\ssrc=)|\son\w+=|<style|\sstyle=|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
