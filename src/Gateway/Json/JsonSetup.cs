using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Json;

internal static class JsonSetup
{
    public static void Configure(JsonSerializerOptions json)
    {
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Converters.Add(new InstantConverter());
    }
}
