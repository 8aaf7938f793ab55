using Host.Tests.Support;
using Shouldly;

namespace Host.Tests.Configuration;

public class When_a_value_is_wrong_or_missing
{
    private const string Development = "--environment=Development";
    private const string Production = "--environment=Production";
    private const string Broker = "--Transport=RabbitMq";

    public static TheoryData<string, string[]> Refusals => new()
    {
        { "role", ["sagas"] },
        { "migrate", ["migrate", "saga"] },
        { "Transport", ["--Transport=Kafka"] },
        { "Transport", ["saga", "--Transport=InMemory"] },
        { "Transport", ["gateway"] },
        { "RabbitMq:Port", [Broker, "--RabbitMq:Port=70000"] },
        { "RabbitMq:Port", [Broker, "--RabbitMq:Port=amqp"] },
        { "RabbitMq:UseTls", [Broker, "--RabbitMq:UseTls=yes"] },
        { "RabbitMq:UseTls", [Broker, "--RabbitMq:CaFile=/etc/hosts"] },
        { "RabbitMq:CaFile", [Broker, "--RabbitMq:UseTls=true", "--RabbitMq:CaFile=/nowhere/ca.pem"] },
        { "RabbitMq:CertificateFile", [Broker, "--RabbitMq:UseTls=true", "--RabbitMq:KeyFile=/etc/hosts"] },
        { "Database:CaFile", ["--Database:CaFile=/etc/hosts"] },
        { "Email:CaFile", [Development, "--Email:Host=localhost", "--Email:From=f@mail.test", "--Email:CaFile=/nowhere/ca.pem"] },
        { "RabbitMq:CaFile", [Broker, "--RabbitMq:UseTls=true", "--RabbitMq:CaFile=/etc/hosts"] },
        { "RabbitMq:CertificateFile", [Broker, "--RabbitMq:UseTls=true", "--RabbitMq:CertificateFile=/etc/hosts"] },
        { "Database:CaFile", ["saga", Broker, "--Database:Provider=Postgres", "--ConnectionStrings:Feedback=Host=x",
            "--Database:CaFile=/etc/hosts"] },
        { "Email:CaFile", [Development, "--Email:Host=localhost", "--Email:From=f@mail.test", "--Email:CaFile=/etc/hosts"] },
        { "Email:CertificateFile", [
            Development, "--Email:Host=localhost", "--Email:From=f@mail.test", "--Email:CertificateFile=/etc/hosts"] },
        { "Email:StartTls", [
            Development, "--Email:Host=localhost", "--Email:From=f@mail.test", "--Email:CaFile=/etc/hosts", "--Email:StartTls=false"] },
        { "RabbitMq:ManagementUrl", [Broker, "--RabbitMq:UseTls=true", "--RabbitMq:ManagementUrl=http://rabbitmq:15672"] },
        { "RabbitMq:DeliveryLimit", [Broker, "--RabbitMq:DeliveryLimit=0"] },
        { "RabbitMq:StallTimeout", [Broker, "--RabbitMq:StallTimeout=soon"] },
        { "RabbitMq:Username", ["saga", Production, Broker] },
        { "RabbitMq:Username", ["saga", Production, Broker, "--RabbitMq:Username=guest", "--RabbitMq:Password=guest"] },
        { "RabbitMq:Password", ["saga", Production, Broker, "--RabbitMq:Username=feedback"] },
        { "RabbitMq:Password", ["saga", Development, Broker, "--RabbitMq:Username=feedback"] },
        { "Endpoints:PrefetchCount", ["--Endpoints:PrefetchCount=0"] },
        { "Endpoints:ConcurrentMessageLimit", ["--Endpoints:ConcurrentMessageLimit=many"] },
        { "Database:Provider", ["--Database:Provider=Oracle"] },
        { "ConnectionStrings:Feedback", ["--Database:Provider=Postgres"] },
        { "ConnectionStrings:Feedback", ["--Database:Provider=Postgres", "--ConnectionStrings:Feedback=Username=x"] },
        { "ConnectionStrings:Feedback", ["--Database:Provider=Postgres", "--ConnectionStrings:Feedback=Host=x;Nonsense=1"] },
        { "ConnectionStrings:Feedback", ["--Database:Provider=SqlServer", "--ConnectionStrings:Feedback=Database=x"] },
        { "ConnectionStrings:Feedback", ["--ConnectionStrings:Feedback=Server=x"] },
        { "ConnectionStrings:Notifications", ["--Database:Provider=Postgres", "--ConnectionStrings:Feedback=Host=x"] },
        {
            "ConnectionStrings:Notifications",
            ["--ConnectionStrings:Feedback=Data Source=x.db", "--ConnectionStrings:Notifications=Data Source=x.db"]
        },
        { "ConnectionStrings:Feedback", ["--ConnectionStrings:Feedback=Data Source=x;Mode=Memory;Cache=Shared"] },
        { "Auth:Authority", [Production] },
        { "Auth:Authority", [Development, "--Demo:Enabled=false"] },
        { "Auth:Authority", ["--Auth:Authority=login.example.com", "--Auth:Audience=feedback"] },
        { "Auth:Authority", ["--Auth:Authority=http://login.example.com", "--Auth:Audience=feedback"] },
        { "Auth:Audience", ["--Auth:Authority=https://login.example.com"] },
        { "Demo:Enabled", [Production, "--Demo:Enabled=true"] },
        { "Demo:Enabled", ["saga", Development, Broker, "--Demo:Enabled=true"] },
        { "Demo:Enabled", [Development, "--Demo:Enabled=on"] },
        { "Urls", [Development, "--Urls=localhost:5080"] },
        { "Urls", [Development, "--Urls=ftp://localhost"] },
        { "Kestrel:Endpoints:Mine:Url", [Development, "--Kestrel:Endpoints:Mine:Url=nonsense"] },
        { "Kestrel:Endpoints:Mine:Url", [Development, "--Kestrel:Endpoints:Mine:Protocols=Http2"] },
        {
            "Kestrel:Certificates:Default:Path",
            [
                "saga", Production, Broker, "--RabbitMq:Username=x", "--RabbitMq:Password=x", "--Database:Provider=Postgres",
                "--ConnectionStrings:Feedback=Host=x", "--Urls=https://localhost:5443",
            ]
        },
        { "Kestrel:Certificates:Default:Path", ["--Urls=https://localhost:5443", "--Kestrel:Certificates:Default:Path=/nowhere/tls.pfx"] },
        { "Gateway:RequestTimeout", ["--Gateway:RequestTimeout=00:00:00"] },
        { "Gateway:RequestTimeout", ["--Gateway:RequestTimeout=10"] },
        { "Gateway:StreamKeepAlive", ["--Gateway:StreamKeepAlive=-00:00:01"] },
        { "Telemetry:Prometheus", [Development, "--Telemetry:Prometheus=yes"] },
        { "OTEL_EXPORTER_OTLP_ENDPOINT", [Development, "--OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317"] },
        { "Shutdown:Timeout", [Development, "--Shutdown:Timeout=soon"] },

        // Days, where seconds were meant.
        { "Shutdown:Timeout", [Development, "--Shutdown:Timeout=30"] },
        { "RabbitMq:StallTimeout", [Broker, "--RabbitMq:StallTimeout=90"] },
        { "Database:ClockTolerance", [Development, "--Database:ClockTolerance=3"] },
        { "Email:Timeout", [Development, "--Email:Timeout=300"] },
        { "Email:DataTimeout", [Development, "--Email:DataTimeout=600"] },
        { "Email:AttemptLease", [Development, "--Email:AttemptLease=30"] },
        { "Email:RetryDelays", [Development, "--Email:RetryDelays:0=10"] },
        { "Email:From", [Development, "--Email:Host=localhost"] },
        { "Email:Port", [Development, "--Email:Port=smtp"] },
        { "Feedback:Policy:RequestWindow", [Development, "--Feedback:Policy:RequestWindow=soon"] },
        { "Feedback:Policy:PaymentWindow", [Development, "--Feedback:Policy:PaymentWindow=00:00:00"] },
        { "Feedback:Policy:Weights:Skills", [Development, "--Feedback:Policy:Weights:Skills=-1"] },
        { "Feedback:Rollout:Percentage", [Development, "--Feedback:Rollout:Percentage=101"] },
        { "Feedback:Rollout:Percentage", [Development, "--Feedback:Rollout:Percentage=most"] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Should_refuse_the_start_in_one_line_that_names_the_key(string key, string[] arguments)
    {
        var line = await Start.RefusalAsync([Development, .. arguments]);

        line.ShouldNotBeNull();
        line.ShouldStartWith(key);
        line.ShouldNotContain('\n');
    }
}
