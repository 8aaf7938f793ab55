using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Gateway.Tests.Http.Security;

public sealed class When_no_way_to_check_tokens_is_configured
{
    [Fact]
    public void Should_stop_the_start_and_name_the_key()
    {
        var failure = Should.Throw<InvalidOperationException>(() => Start([]));

        failure.Message.ShouldStartWith("Auth:Authority");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Should_take_a_blank_authority_for_none(string blank)
    {
        var failure = Should.Throw<InvalidOperationException>(() => Start(new() { ["Auth:Authority"] = blank }));

        failure.Message.ShouldStartWith("Auth:Authority");
    }

    [Fact]
    public void Should_want_an_audience_beside_an_authority()
    {
        var failure = Should.Throw<InvalidOperationException>(() => Start(new() { ["Auth:Authority"] = "https://id.example" }));

        failure.Message.ShouldStartWith("Auth:Audience");
    }

    [Fact]
    public void Should_do_with_the_keys_of_user_jwts() =>
        Should.NotThrow(() => Start(new() { ["Authentication:Schemes:Bearer:ValidIssuer"] = "dotnet-user-jwts" }));

    private static void Start(Dictionary<string, string?> settings) =>
        new ServiceCollection().AddGateway(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), []);
}
