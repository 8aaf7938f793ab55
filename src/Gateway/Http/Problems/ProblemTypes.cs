namespace Gateway.Http.Problems;

/// <summary>The stable <c>type</c> of each problem; clients may decide by them.</summary>
public static class ProblemTypes
{
    private const string Prefix = "urn:feedback:problem:";

    /// <summary>400: a body, a parameter or a header is not acceptable; <c>errors</c> names each.</summary>
    public const string InvalidInput = Prefix + "invalid-input";

    /// <summary>401: no bearer token, or one that is not accepted.</summary>
    public const string Unauthenticated = Prefix + "unauthenticated";

    /// <summary>403: known caller, wrong role.</summary>
    public const string Forbidden = Prefix + "forbidden";

    /// <summary>404: there is nothing at that address for this caller.</summary>
    public const string NotFound = Prefix + "not-found";

    /// <summary>405: the address exists, the method does not; see <c>Allow</c>.</summary>
    public const string MethodNotAllowed = Prefix + "method-not-allowed";

    /// <summary>409: the rules of feedback refuse it now; <c>reasons</c> says why and until when.</summary>
    public const string Refused = Prefix + "refused";

    /// <summary>413: more than the server reads at all.</summary>
    public const string TooLarge = Prefix + "too-large";

    /// <summary>415: the body is in a format that this address does not take.</summary>
    public const string UnsupportedMediaType = Prefix + "unsupported-media-type";

    /// <summary>422: the idempotency key was used before with another body.</summary>
    public const string IdempotencyKeyReused = Prefix + "idempotency-key-reused";

    /// <summary>429: the caller does too much, or too much reaches one client; <c>limit</c> says which limit it is.</summary>
    public const string TooMany = Prefix + "too-many";

    /// <summary>500: a fault on our side.</summary>
    public const string InternalError = Prefix + "internal-error";

    /// <summary>503: a service did not answer in time; the same call may be made again after <c>Retry-After</c>.</summary>
    public const string Unavailable = Prefix + "unavailable";

    /// <summary>503: more calls at once than the gateway takes; nothing was done, see <c>Retry-After</c>.</summary>
    public const string Overloaded = Prefix + "overloaded";

    /// <summary>503: something that this process needs is away; only on <c>/health/ready</c>.</summary>
    public const string NotReady = Prefix + "not-ready";

    internal static bool IsOurs(string? type) => type is not null && type.StartsWith(Prefix, StringComparison.Ordinal);
}
