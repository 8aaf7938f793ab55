using System.Net;

namespace EndToEnd.Tests.Input;

/// <summary>One call that has to be refused: who makes it, with what, and what the refusal has to say.</summary>
public sealed record BadInput(string Name, HttpStatusCode Status, string Names)
{
    /// <summary>Placeholders: {contract}, {feedback}.</summary>
    public string Path { get; init; } = "/api/contracts/{contract}/feedback";

    /// <summary><c>client</c>, <c>freelancer</c>, <c>stranger</c> or nobody.</summary>
    public string? By { get; init; } = "client";

    public string? Role { get; init; }

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    public string? Body { get; init; } = "{}";

    public string ContentType { get; init; } = "application/json";

    public override string ToString() => Name;
}
