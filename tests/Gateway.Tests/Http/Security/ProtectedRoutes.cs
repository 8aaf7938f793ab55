namespace Gateway.Tests.Http.Security;

/// <summary>Every route that needs a signed-in caller.</summary>
internal static class ProtectedRoutes
{
    public static readonly TheoryData<string, string> SignedIn = new()
    {
        { "GET", "/api/contracts/c-1/feedback" },
        { "POST", "/api/contracts/c-1/feedback" },
        { "POST", "/api/contracts/c-1/feedback-requests" },
        { "GET", "/api/contracts/c-1/feedback-requests/019c0000-0000-7000-8000-000000000001" },
        { "POST", "/api/contracts/c-1/feedback-requests/019c0000-0000-7000-8000-000000000001/decline" },
        { "GET", "/api/contracts/c-1/feedback/f-1" },
        { "POST", "/api/contracts/c-1/feedback/f-1/replies" },
        { "GET", "/api/me/contracts" },
        { "GET", "/api/me/messages" },
        { "GET", "/api/me/messages/stream" },
        { "POST", "/api/me/messages/019c0000-0000-7000-8000-000000000001/read" },
        { "POST", "/api/upstream/events" },
        { "GET", "/api/upstream/contracts/c-1/mid-contract-feedback" },
        { "GET", "/api/ops/overview" },
        { "GET", "/api/ops/requests/019c0000-0000-7000-8000-000000000001" },
        { "GET", "/api/ops/contracts/c-1" },
        { "GET", "/api/ops/parked" },
        { "POST", "/api/ops/parked/feedback/replay?all=true" },
        { "POST", "/api/ops/parked/feedback/discard?all=true" },
        { "GET", "/api/ops/errors" },
        { "GET", "/api/ops/errors/feedback-request?message=m-1" },
        { "POST", "/api/ops/errors/feedback-request/replay?all=true" },
        { "POST", "/api/ops/errors/feedback-request/discard?all=true" },
        { "GET", "/api/ops/rollout" },
        { "PUT", "/api/ops/rollout" },
        { "GET", "/api/ops/rollout/history" },
        { "GET", "/api/ops/rollout/report" },
        { "GET", "/api/ops/webhooks" },
        { "POST", "/api/ops/webhooks" },
        { "POST", "/api/ops/webhooks/019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e06/rotate" },
        { "DELETE", "/api/ops/webhooks/019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e06" },
        { "GET", "/api/ops/webhook-deliveries" },
        { "POST", "/api/ops/webhook-deliveries/replay" },
        { "GET", "/api/ops/deliveries" },
        { "POST", "/api/ops/deliveries/release" },
    };

    public static string ContentTypeFor(string path) =>
        path.StartsWith("/api/upstream", StringComparison.Ordinal) ? "application/cloudevents+json" : "application/json";
}
