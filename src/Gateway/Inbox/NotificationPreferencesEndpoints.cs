using System.Security.Claims;
using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Inbox;

/// <summary>How the signed-in user takes emails.</summary>
internal static class NotificationPreferencesEndpoints
{
    private const string Path = "/me/notification-preferences";

    public static void MapNotificationPreferences(this RouteGroupBuilder signedIn)
    {
        signedIn.MapGet(Path, GetAsync)
            .WithTags("Messages")
            .WithName("GetMyNotificationPreferences")
            .WithSummary("How I take emails")
            .WithDescription("For each kind of notice: on, off, or digest for one email a day. The in-app message always stays. "
                + "Name, language and time zone are those of the user's profile, by which emails are written.");
        signedIn.MapPut(Path, SetAsync)
            .Accepts<NotificationPreferencesBody>("application/json")
            .WithTags("Messages")
            .WithName("SetMyNotificationPreferences")
            .WithSummary("Set how I take emails")
            .WithDescription("A kind that is left out stays as it is. The answer holds all kinds.");
    }

    private static async Task<Ok<NotificationPreferences>> GetAsync(
        ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        var query = new GetNotificationPreferences { UserId = caller.CallerId() };
        return TypedResults.Ok(await services.QueryAsync<GetNotificationPreferences, NotificationPreferences>(query, cancellationToken));
    }

    private static async Task<Results<Ok<NotificationPreferences>, ValidationProblem>> SetAsync(
        HttpRequest request, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        var body = NotificationPreferencesBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        var command = new SetNotificationPreferences { UserId = caller.CallerId(), Items = body.Items };
        var response = await services.SendAsync<SetNotificationPreferences, NotificationPreferences, InvalidInput>(
            command, cancellationToken);
        return response switch
        {
            NotificationPreferences preferences => TypedResults.Ok(preferences),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }
}

/// <summary>How the caller wants to take the emails of some kinds of notices.</summary>
/// <param name="Items">The kinds, each once.</param>
internal sealed record NotificationPreferencesBody(IReadOnlyList<NotificationPreference> Items)
{
    public static NotificationPreferencesBody Read(JsonElement? body)
    {
        if (body is null)
            throw new InvalidInputException(JsonBody.WholeBody, "is required");

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var items = new List<NotificationPreference>();
        if (reader.Element("items") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var (index, element) in list.EnumerateArray().Index())
            {
                var item = new JsonObjectReader(element, $"items[{index}]", errors);
                items.Add(new NotificationPreference { Kind = item.Text("kind"), Email = item.Text("email") });
                item.RefuseOthers();
            }
        }
        else if (reader.IsObject)
        {
            reader.Fault("items", "must be a list");
        }

        reader.RefuseOthers();
        errors.ThrowIfAny();
        return new NotificationPreferencesBody(items);
    }
}
