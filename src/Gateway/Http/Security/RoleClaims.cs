using System.Security.Claims;
using System.Text.Json;

namespace Gateway.Http.Security;

/// <summary>Reads the roles of a token: from <c>Auth:RoleClaim</c> where that is set, else from where providers write them.</summary>
internal static class RoleClaims
{
    private const string Groups = "groups";

    private static readonly string[] _usual = ["role", "roles", Groups];

    /// <summary>Gives the token's user the roles, in place of any that the token itself claims under <see cref="Caller.Role"/>.</summary>
    public static void Add(ClaimsIdentity identity, JsonElement claims, string? configured)
    {
        foreach (var claim in identity.FindAll(Caller.Role).ToList())
            identity.RemoveClaim(claim);

        foreach (var name in configured is null ? _usual : [configured])
        {
            foreach (var role in RolesOf(Find(claims, name), isList: name != Groups))
                identity.AddClaim(new Claim(Caller.Role, role));
        }
    }

    /// <summary>A claim by its name, or by a path with dots into claims that are objects, such as <c>realm_access.roles</c>.</summary>
    private static JsonElement Find(JsonElement claims, string name)
    {
        if (claims.TryGetProperty(name, out var claim))
            return claim;

        foreach (var part in name.Split('.'))
        {
            if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(part, out claims))
                return default;
        }

        return claims;
    }

    /// <summary>A text is a list with spaces between; the name of a group, or an element of an array, may have spaces itself.</summary>
    private static IEnumerable<string> RolesOf(JsonElement claim, bool isList) => claim.ValueKind switch
    {
        JsonValueKind.String when isList => claim.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        JsonValueKind.String => [claim.GetString()!],
        JsonValueKind.Array => claim.EnumerateArray()
            .Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!),
        _ => [],
    };
}
