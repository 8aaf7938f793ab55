using TestKit;

namespace Gateway.Tests.Upstream;

/// <summary>CloudEvents as other systems send them.</summary>
internal static class EventTestData
{
    public const string Single = "application/cloudevents+json";
    public const string Batch = "application/cloudevents-batch+json";

    public const string PaymentData =
        """{"paymentId":"p-1","contractId":"c-1","amount":1250.50,"currency":"USD","paidAt":"2026-02-01T10:00:00+02:00"}""";

    public static readonly string Token = Tokens.For("contract-system", "upstream");

    public static string Event(string type, string data, string id = "e-1", string more = "") =>
        $$"""{"specversion":"1.0","id":"{{id}}","source":"/contracts","type":"{{type}}","data":{{data}}{{more}}}""";

    public static string Payment(string id = "e-1", string data = PaymentData) => Event("payment-made", data, id);
}
