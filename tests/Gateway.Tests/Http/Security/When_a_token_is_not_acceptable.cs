using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.Security;

public sealed class When_a_token_is_not_acceptable(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private static readonly Claim _subject = new("sub", "felix");

    public static TheoryData<string, string> BadTokens => new()
    {
        { "no token at all", "nonsense" },
        { "expired", Tokens.Issue([_subject], lifetime: TimeSpan.FromMinutes(-10)) },
        { "just expired", Tokens.Issue([_subject], lifetime: TimeSpan.FromSeconds(-31)) },
        { "valid in a while", Tokens.Issue([_subject], validIn: TimeSpan.FromMinutes(4)) },
        { "of another issuer", Tokens.Issue([_subject], issuer: "others") },
        { "for another audience", Tokens.Issue([_subject], audience: "others") },
        { "signed with another key", Tokens.Issue([_subject], key: new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(64))) },
        { "without a user", Tokens.Issue([new Claim("role", "ops")]) },
        { "of an empty user", Tokens.Issue([new Claim("sub", "")]) },
        { "of a blank user", Tokens.Issue([new Claim("sub", "  ")]) },
        { "of a user with 65 characters", Tokens.Issue([new Claim("sub", new string('u', 65))]) },
        { "of a user with a control character", Tokens.Issue([new Claim("sub", "fe\0lix")]) },
    };

    public static TheoryData<string> RefusedSubjects => [.. RefusedIds.All];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Should_refuse_it(string because, string token)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(because);

        var reply = await gateway.GetAsync("/api/me/contracts", token);

        reply.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Theory]
    [MemberData(nameof(RefusedSubjects))]
    public async Task R45_Should_say_what_is_wrong_with_a_subject_that_nobody_may_have(string subject)
    {
        var reply = await gateway.GetAsync("/api/me/contracts", Tokens.Issue([new Claim("sub", subject)]));

        reply.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated").GetProperty("detail").GetString()
            .ShouldBe($"The token's 'sub' {TextRules.IdProblem(subject)}.");
    }
}
