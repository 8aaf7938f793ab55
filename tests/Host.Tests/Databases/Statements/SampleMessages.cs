using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts.Messages;
using Feedback.Saga;
using MassTransit;
using Notifications;

namespace Host.Tests.Databases.Statements;

/// <summary>One message of each type that the two services consume, made of sample values.</summary>
internal static class SampleMessages
{
    private static readonly NullabilityInfoContext _nullability = new();

    /// <summary>The types of messages that consumers and state machines of the services take.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. new[] { typeof(FeedbackSagaRegistration).Assembly, typeof(NotificationsRegistration).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .SelectMany(type => ConsumedBy(type).Concat(EventsOf(type)))
            .Distinct(),
    ];

    /// <param name="type">The type of the message.</param>
    /// <param name="isWhole">Whether members that may be null have values.</param>
    public static object Create(Type type, bool isWhole) => JsonOf(type, isWhole).Deserialize(type)!;

    private static bool MayBeNull(PropertyInfo property) => _nullability.Create(property).WriteState == NullabilityState.Nullable;

    private static IEnumerable<Type> ConsumedBy(Type type) => type.GetInterfaces()
        .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>))
        .Select(contract => contract.GetGenericArguments()[0])
        .Select(message => message.IsGenericType ? message.GetGenericArguments()[0] : message); // Batch<T>

    private static IEnumerable<Type> EventsOf(Type type) => typeof(StateMachine).IsAssignableFrom(type)
        ? type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Select(property => property.PropertyType)
            .Where(event_ => event_.IsGenericType && event_.GetGenericTypeDefinition() == typeof(Event<>))
            .Select(event_ => event_.GetGenericArguments()[0])
        : [];

    /// <summary>
    /// What the rules for events let in, two parties of a contract (R46), a currency, a language and a zone; feedback, and what an operator
    /// does with it; a preference; a request that still waits; a rollout of which no version is stored; and a subscriber of webhooks.
    /// </summary>
    private static JsonNode? Special(string member) => member switch
    {
        "ExpiresAt" => AnyRow.Now.AddDays(13),
        "FreelancerId" or "AuthorId" => $"not {AnyRow.Text}",
        "Version" => 0,
        "FeedbackId" => $"{AnyRow.Id}",
        "Action" => "hold",
        "Kind" => "bonus",
        "Score" => 5,
        "Currency" => "USD",
        "Locale" => "de",
        "TimeZone" => "UTC",
        "Url" => "https://subscriber.example.com/",
        "Events" => new JsonArray(WebhookEvents.Provided),
        "Items" => new JsonArray(new JsonObject { ["Kind"] = "feedback-requested", ["Email"] = "off" }),
        _ => null,
    };

    private static JsonNode? JsonOf(Type type, bool isWhole)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (value == typeof(string))
            return AnyRow.Text;
        if (value == typeof(Guid))
            return AnyRow.Id;
        if (value == typeof(DateTimeOffset))
            return AnyRow.Now;
        if (value == typeof(bool))
            return true;
        if (value.IsPrimitive || value == typeof(decimal))
            return 3;
        if (value != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(value))
            return value.IsGenericType && value.GetGenericArguments().Length == 1 ? new JsonArray() : new JsonObject();

        return new JsonObject(value.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null && (isWhole || !MayBeNull(property)))
            .Select(property => KeyValuePair.Create(property.Name, Special(property.Name) ?? JsonOf(property.PropertyType, isWhole))));
    }
}
