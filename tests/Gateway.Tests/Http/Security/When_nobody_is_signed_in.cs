using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using WorkHistoryPage = Contracts.Messages.WorkHistory;

namespace Gateway.Tests.Http.Security;

public sealed class When_nobody_is_signed_in(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [MemberData(nameof(ProtectedRoutes.SignedIn), MemberType = typeof(ProtectedRoutes))]
    public async Task Should_ask_to_sign_in_first(string method, string path)
    {
        var body = method == "POST" ? "{}" : null;

        var reply = await gateway.SendAsync(HttpMethod.Parse(method), path, token: null, body, ProtectedRoutes.ContentTypeFor(path));

        reply.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        reply.Headers["WWW-Authenticate"].ShouldStartWith("Bearer");
    }

    [Theory]
    [InlineData("/api/freelancers/felix/work-history")]
    [InlineData("/api/agencies/acme/work-history")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/asyncapi/v1.json")]
    [InlineData("/swagger/index.html")]
    public async Task Should_serve_what_is_public(string path)
    {
        gateway.Services.On<GetWorkHistory>(_ => new WorkHistoryPage { Items = [] });

        var reply = await gateway.GetAsync(path, token: null);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
    }
}
