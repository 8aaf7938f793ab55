using Gateway.Tests.Harness;

namespace Gateway.Tests.Http;

public sealed class When_paging_parameters_are_bad(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    public static TheoryData<string> Lists =>
        ["/api/me/contracts", "/api/me/messages", "/api/freelancers/felix/work-history", "/api/agencies/acme/work-history"];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Should_name_a_limit_that_is_none(string path)
    {
        foreach (var limit in (string[])["0", "101", "-1", "+5", "2.5", "ten", "", "99999999999"])
            (await gateway.GetAsync($"{path}?limit={limit}", TestData.FreelancerToken)).ShouldNameAsInvalid("limit");
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Should_name_a_cursor_that_can_be_none(string path)
    {
        foreach (var cursor in (string[])[new string('x', 513), "a%00b"])
            (await gateway.GetAsync($"{path}?cursor={cursor}", TestData.FreelancerToken)).ShouldNameAsInvalid("cursor");
    }
}
