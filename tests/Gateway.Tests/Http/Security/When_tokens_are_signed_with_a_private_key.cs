using System.Net;
using System.Security.Cryptography;
using System.Text;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.Security;

/// <summary>As those of an authority: the key that they are checked with is known to everybody, and must sign nothing.</summary>
public sealed class When_tokens_are_signed_with_a_private_key(When_tokens_are_signed_with_a_private_key.Fixture gateway)
    : IClassFixture<When_tokens_are_signed_with_a_private_key.Fixture>
{
    private const string Page = "/api/me/contracts";
    private const string Payload = """{"sub":"felix","iss":"tests","aud":"feedback","exp":4102444800}""";
    private const string Symmetric = """{"alg":"HS256","typ":"JWT"}""";

    private const string Elsewhere = """{"alg":"HS256","jku":"http://127.0.0.1:1/","kid":"../key"}""";

    public static TheoryData<string, string> Forged => new()
    {
        { "by the public key as text", Tokens.Sign(Payload, Symmetric, Encoding.ASCII.GetBytes(Fixture.Pem)) },
        { "by the public key", Tokens.Sign(Payload, Symmetric, Fixture.Key.ExportSubjectPublicKeyInfo()) },
        { "by the modulus", Tokens.Sign(Payload, Symmetric, Fixture.Key.ExportParameters(false).Modulus) },
        { "by nothing", Tokens.Sign(Payload, Symmetric, []) },
        { "by a key that it brings along", BringingItsKey() },
        { "by a key that it says where to find", Tokens.Sign(Payload, Elsewhere, []) },
        { "by nobody", Tokens.WithoutSignature(Payload, """{"alg":"none"}""") },
    };

    [Fact]
    public async Task Should_take_one_of_the_authority()
    {
        gateway.Services.Reset();
        gateway.Services.On<GetMyContracts>(_ => new MyContracts { Items = [] });

        (await gateway.GetAsync(Page, SignedBy(Fixture.Key))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task Should_refuse_one_that_is_signed(string how, string token)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(how);

        (await gateway.GetAsync(Page, token)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private static string BringingItsKey()
    {
        var own = RSA.Create(2048);
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(own.ExportParameters(false)));
        var jwk = new Dictionary<string, object> { ["kty"] = "RSA", ["n"] = key.N, ["e"] = key.E };
        return SignedBy(own, new Dictionary<string, object> { ["jwk"] = jwk });
    }

    private static string SignedBy(RSA key, IDictionary<string, object>? header = null) => new JsonWebTokenHandler().CreateToken(
        Payload, new SigningCredentials(new RsaSecurityKey(key), SecurityAlgorithms.RsaSha256), header ?? new Dictionary<string, object>());

    public sealed class Fixture : GatewayFixture
    {
        public static RSA Key { get; } = RSA.Create(2048);

        public static string Pem => Key.ExportSubjectPublicKeyInfoPem();

        protected override SecurityKey SigningKey => new RsaSecurityKey(Key.ExportParameters(false));
    }
}
