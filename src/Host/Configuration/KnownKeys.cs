using System.Reflection;
using Feedback.Saga;
using Gateway;
using Notifications;

namespace Host.Configuration;

/// <summary>The configuration keys of the product: those that Host reads, and those of each service's options.</summary>
internal static class KnownKeys
{
    private static readonly string[] _host =
    [
        "Transport", "RabbitMq:Host", "RabbitMq:Port", "RabbitMq:VirtualHost", "RabbitMq:Username", "RabbitMq:Password",
        "RabbitMq:UseTls", "RabbitMq:CaFile", "RabbitMq:CertificateFile", "RabbitMq:KeyFile",
        "RabbitMq:DeliveryLimit", "RabbitMq:StallTimeout", "RabbitMq:ManagementUrl", "Endpoints:PrefetchCount",
        "Endpoints:ConcurrentMessageLimit", "Database:Provider", "Database:ClockTolerance",
        "Database:AllowNewerSchema",
        "Database:CaFile", "Database:CertificateFile", "Database:KeyFile",
        "ConnectionStrings:Feedback", "ConnectionStrings:Notifications",
        "Auth:Authority", "Auth:Audience", "Auth:RoleClaim", "Demo:Enabled", "Demo:Data", "Urls", "Shutdown:Timeout",
        "Telemetry:Prometheus", "Telemetry:Logs",
    ];

    private static readonly Assembly[] _services =
        [typeof(FeedbackSagaRegistration).Assembly, typeof(NotificationsRegistration).Assembly, typeof(GatewayRegistration).Assembly];

    /// <summary>All of them, whatever the roles of this process; an element of a list has the index 0.</summary>
    public static IReadOnlyList<string> All { get; } = [.. _host, .. _services.SelectMany(OptionsOf)];

    /// <summary>An options type names its section in the constant <c>Section</c>.</summary>
    private static IEnumerable<string> OptionsOf(Assembly service) =>
        from type in service.GetTypes()
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
        where section is { IsLiteral: true }
        from key in KeysOf((string)section.GetRawConstantValue()!, type)
        select key;

    private static IEnumerable<string> KeysOf(string section, Type type) =>
        type.GetProperties().Where(property => property.CanWrite).SelectMany(property => property.PropertyType switch
        {
            { IsArray: true } => [$"{section}:{property.Name}:0"],
            { IsEnum: false } part when _services.Contains(part.Assembly) => KeysOf($"{section}:{property.Name}", part),
            _ => [$"{section}:{property.Name}"],
        });
}
