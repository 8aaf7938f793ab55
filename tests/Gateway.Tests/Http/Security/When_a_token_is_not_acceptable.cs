using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.Security;

public sealed class When_a_token_is_not_acceptable : IClassFixture<GatewayFixture>
{
    private const string Page = "/api/me/contracts";

    private static readonly Claim _subject = new("sub", "felix");

    private readonly GatewayFixture _gateway;

    public When_a_token_is_not_acceptable(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetMyContracts>(_ => new MyContracts { Items = [] });
    }

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

    /// <summary>Members of a token that is signed as it should be: those of a good one, with others put in their place.</summary>
    public static TheoryData<string> OddMembers =>
    [
        """ "sub": null """, """ "sub": 5 """, """ "sub": 5.0 """, """ "sub": 1e2 """, """ "sub": 12345678901234567890123 """,
        """ "sub": true """, """ "sub": {"id":"felix"} """, """ "sub": ["felix"] """, """ "sub": ["felix","oscar"] """, """ "sub": [] """,
        """ "sub": null, "Sub": "felix" """,
        """ "exp": null """, """ "exp": "tomorrow" """, """ "exp": -1 """, """ "exp": 1e300 """, """ "exp": [4102444800] """,
        """ "exp": true """, """ "exp": {} """, """ "exp": "" """,
        """ "nbf": 4102444800 """, """ "nbf": "4102444800" """, """ "nbf": "soon" """, """ "nbf": [0] """, """ "nbf": {} """,
        """ "nbf": true """, """ "nbf": 1e300 """, """ "nbf": 4102444800, "Nbf": 0 """,
        """ "aud": null """, """ "aud": [] """, """ "aud": ["others"] """, """ "aud": 5 """, """ "aud": {"feedback":1} """,
        """ "aud": "Feedback" """,
        """ "iss": null """, """ "iss": ["tests"] """, """ "iss": "Tests" """,
    ];

    /// <summary>A good token but for how it says that it is signed.</summary>
    public static TheoryData<string> WithoutSignature =>
        [.. ((string[])["none", "None", "NONE", "", "HS256", "RS256"]).Select(algorithm => $$"""{"alg":"{{algorithm}}","typ":"JWT"}""")];

    public static TheoryData<string> RefusedSubjects => [.. RefusedIds.All];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Should_refuse_it(string because, string token)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(because);

        var reply = await _gateway.GetAsync(Page, token);

        reply.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Should_take_one_whose_members_are_in_order() =>
        (await _gateway.GetAsync(Page, Tokens.Sign(With("")))).Status.ShouldBe(HttpStatusCode.OK);

    [Theory]
    [MemberData(nameof(OddMembers))]
    public async Task Should_refuse_one_that_is_signed_but_has_an_odd_member(string members) =>
        (await _gateway.GetAsync(Page, Tokens.Sign(With(members)))).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");

    [Theory]
    [MemberData(nameof(WithoutSignature))]
    public async Task Should_refuse_one_that_is_not_signed(string header) =>
        (await _gateway.GetAsync(Page, Tokens.WithoutSignature(With(""), header)))
            .ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");

    [Theory]
    [MemberData(nameof(RefusedSubjects))]
    public async Task R45_Should_say_what_is_wrong_with_a_subject_that_nobody_may_have(string subject)
    {
        var reply = await _gateway.GetAsync(Page, Tokens.Issue([new Claim("sub", subject)]));

        reply.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated").GetProperty("detail").GetString()
            .ShouldBe($"The token's 'sub' {TextRules.IdProblem(subject)}.");
    }

    private static string With(string members)
    {
        var claims = JsonNode.Parse("""{"sub":"felix","iss":"tests","aud":"feedback","nbf":0,"exp":4102444800}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse($"{{{members}}}")!.AsObject().ToList())
        {
            claims.Remove(name);
            if (value is not null)
                claims[name] = value.DeepClone();
        }

        return claims.ToJsonString();
    }
}
