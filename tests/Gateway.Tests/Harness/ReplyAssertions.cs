using System.Net;
using System.Text.Json;
using Shouldly;

namespace Gateway.Tests.Harness;

internal static class ReplyAssertions
{
    /// <summary>Every error looks like this, whatever it is about (RFC 9457).</summary>
    public static JsonElement ShouldBeProblem(this Reply reply, HttpStatusCode status, string type)
    {
        reply.Status.ShouldBe(status, reply.Text);
        reply.ContentType.ShouldBe("application/problem+json");
        var problem = reply.Json;
        problem.GetProperty("type").GetString().ShouldBe($"urn:feedback:problem:{type}");
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("traceId").GetString().ShouldNotBeNullOrWhiteSpace();
        return problem;
    }

    /// <summary>A 400 that names exactly these members.</summary>
    public static void ShouldNameAsInvalid(this Reply reply, params string[] members)
    {
        var errors = reply.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input").GetProperty("errors");
        errors.EnumerateObject().Select(error => error.Name).ShouldBe(members, ignoreOrder: true);
        foreach (var error in errors.EnumerateObject())
            error.Value.EnumerateArray().ShouldAllBe(fault => fault.GetString()!.Length > 0);
    }

    public static void ShouldEqualJson(this JsonElement actual, string expected)
    {
        using var document = JsonDocument.Parse(expected);
        JsonElement.DeepEquals(actual, document.RootElement).ShouldBeTrue($"Expected {expected}\nbut was  {actual.GetRawText()}");
    }
}
