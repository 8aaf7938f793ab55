using System.Net;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.Problems;

public sealed class When_an_address_is_wrong(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/api")]
    [InlineData("/api/nothing")]
    [InlineData("/api/contracts/c-1")]
    [InlineData("/api/contracts/c-1/feedback/f-1/other")]
    [InlineData("/nothing.html")]
    public async Task Should_tell_that_nothing_is_there(string path)
    {
        (await gateway.GetAsync(path, TestData.FreelancerToken)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("DELETE", "/api/contracts/c-1/feedback", "GET, POST")]
    [InlineData("PUT", "/api/contracts/c-1/feedback-requests", "POST")]
    [InlineData("POST", "/api/freelancers/felix/work-history", "GET")]
    [InlineData("GET", "/api/upstream/events", "POST")]
    public async Task Should_say_which_methods_it_takes(string method, string path, string allowed)
    {
        var reply = await gateway.SendAsync(HttpMethod.Parse(method), path, TestData.FreelancerToken);

        reply.ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        reply.Headers["Allow"].ShouldBe(allowed);
    }

    [Theory]
    [InlineData("/api/contracts/{0}/feedback", "contractId")]
    [InlineData("/api/contracts/{0}/feedback-requests/019c0000-0000-7000-8000-000000000001", "contractId")]
    [InlineData("/api/contracts/c-1/feedback/{0}", "feedbackId")]
    [InlineData("/api/contracts/c-1/feedback-requests/{0}", "requestId")]
    [InlineData("/api/freelancers/{0}/work-history", "freelancerId")]
    [InlineData("/api/agencies/{0}/work-history", "agencyId")]
    public async Task Should_name_an_id_that_is_none(string path, string id)
    {
        var tooLong = await gateway.GetAsync(string.Format(null, path, new string('x', 65)), TestData.FreelancerToken);
        var control = await gateway.GetAsync(string.Format(null, path, "a%0Ab"), TestData.FreelancerToken);

        tooLong.ShouldNameAsInvalid(id);
        control.ShouldNameAsInvalid(id);
        foreach (var refused in RefusedIds.InAddresses.Select(Uri.EscapeDataString))
            (await gateway.GetAsync(string.Format(null, path, refused), TestData.FreelancerToken)).ShouldNameAsInvalid(id);
    }

    [Theory]
    [InlineData("GET", "/api/contracts//feedback", "contractId")]
    [InlineData("POST", "/api/contracts//feedback", "contractId")]
    [InlineData("GET", "/api/freelancers//work-history", "freelancerId")]
    [InlineData("POST", "/api/contracts/c-1/feedback//replies", "feedbackId")]
    [InlineData("POST", "/api/me/messages//read", "messageId")]
    [InlineData("POST", "/api/ops/deliveries//resend", "deliveryId")]
    public async Task Should_name_an_id_that_is_empty(string method, string path, string id)
    {
        (await gateway.SendAsync(HttpMethod.Parse(method), path, TestData.FreelancerToken)).ShouldNameAsInvalid(id);
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Should_not_take_other_formats(string contentType)
    {
        var reply = await gateway.PostAsync("/api/contracts/c-1/feedback", TestData.ClientToken, "ratings=5", contentType);

        reply.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }
}
