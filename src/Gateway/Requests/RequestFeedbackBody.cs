using System.Text.Json;
using Gateway.Json;

namespace Gateway.Requests;

/// <summary>What a freelancer may say when asking; the whole body may be left out.</summary>
/// <param name="Message">A note to the client, plain text.</param>
internal sealed record RequestFeedbackBody(string? Message = null)
{
    public static RequestFeedbackBody Read(JsonElement? body)
    {
        if (body is null)
            return new RequestFeedbackBody();

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var read = new RequestFeedbackBody(reader.OptionalText("message"));
        reader.RefuseOthers();
        errors.ThrowIfAny();
        return read;
    }
}
