using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.Input;

public sealed class When_a_body_can_not_be_read(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private const string Events = "/api/upstream/events";
    private const string Feedback = "/api/contracts/c-1/feedback";

    public static TheoryData<string, string> Doors => new()
    {
        { Events, "application/cloudevents+json" },
        { Events, "application/cloudevents-batch+json" },
        { Feedback, "application/json" },
        { "/api/contracts/c-1/feedback-requests", "application/json" },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Should_name_a_compression_that_it_does_not_take(string path, string contentType)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write("{}"u8);

        var reply = await SendAsync(path, packed.ToArray(), contentType, "gzip");

        var problem = reply.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        problem.GetProperty("detail").GetString()!.ShouldContain("Content-Encoding 'gzip'");
        reply.Headers["Accept-Encoding"].ShouldBe("identity");
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Should_name_a_charset_that_it_does_not_take(string path, string contentType)
    {
        var reply = await SendAsync(path, Encoding.Unicode.GetBytes("{}"), $"{contentType}; charset=utf-16");

        var problem = reply.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        problem.GetProperty("detail").GetString()!.ShouldContain("charset 'utf-16'");
    }

    [Theory]
    [InlineData(Events, "application/cloudevents+json", true, false)]
    [InlineData(Feedback, "application/json", true, false)]
    [InlineData(Feedback, "application/json", true, true)]
    [InlineData(Feedback, "application/json", false, false)]
    [InlineData(Feedback, "application/json", false, true)]
    [InlineData(Feedback, "application/json; charset=utf-8", false, false)]
    public async Task Should_say_that_a_body_is_UTF_16(string path, string contentType, bool marked, bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, marked);

        var reply = await SendAsync(path, [.. encoding.GetPreamble(), .. encoding.GetBytes("{\"comment\":\"x\"}")], contentType);

        reply.ShouldNameAsInvalid("body");
        reply.Text.ShouldContain("UTF-8, not UTF-16");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=us-ascii")]
    public async Task Should_read_UTF_8_with_its_mark_and_without(string contentType)
    {
        foreach (byte[] mark in (byte[][])[[], [0xEF, 0xBB, 0xBF]])
        {
            var reply = await SendAsync(Feedback, [.. mark, .. "{\"nonsense\":1}"u8], contentType, "identity");

            reply.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");
            reply.Text.ShouldContain("nonsense");
        }
    }

    [Theory]
    [InlineData(Events)]
    [InlineData(Feedback)]
    public async Task Should_say_that_the_content_type_is_missing(string path)
    {
        var reply = await SendAsync(path, "{}"u8.ToArray(), contentType: null);

        var problem = reply.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        problem.GetProperty("detail").GetString()!.ShouldContain("no Content-Type");
    }

    private async Task<Reply> SendAsync(string path, byte[] body, string? contentType, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For("felix", "upstream"));
        if (contentType is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }
}
