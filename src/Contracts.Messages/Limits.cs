namespace Contracts.Messages;

/// <summary>
/// The limits of what comes in and of what is stored. Validation of HTTP and of broker messages, the columns and
/// the API description take them from here.
/// </summary>
public static class Limits
{
    /// <summary>The longest id of another system, in UTF-16 code units.</summary>
    public const int MaxIdLength = 64;

    /// <summary>The longest title of a contract, in UTF-16 code units.</summary>
    public const int MaxTitleLength = 200;

    /// <summary>The longest name of a user, in UTF-16 code units.</summary>
    public const int MaxDisplayNameLength = 200;

    /// <summary>The longest comment of end-of-contract feedback, in UTF-16 code units; a body of the HTTP door can hold it.</summary>
    public const int MaxUpstreamCommentLength = 10_000;

    /// <summary>The longest email address that is taken.</summary>
    public const int MaxEmailLength = 254;

    /// <summary>The length of the columns of email addresses and <c>Message-ID</c>s.</summary>
    public const int MaxStoredEmailLength = 320;

    /// <summary>The longest BCP 47 language tag that is taken.</summary>
    public const int MaxLocaleLength = 35;

    /// <summary>The longest IANA time zone that is taken.</summary>
    public const int MaxTimeZoneLength = 64;

    /// <summary>The length of an ISO 4217 code.</summary>
    public const int CurrencyLength = 3;

    /// <summary>An ISO 4217 code, as a regular expression.</summary>
    public const string Currency = "[A-Z]{3}";

    /// <summary>A BCP 47 language tag, as a regular expression.</summary>
    public const string LanguageTag = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*";

    /// <summary>
    /// The name of a time zone of the IANA database, as a regular expression. It keeps out paths, which the operating system would look up.
    /// </summary>
    public const string ZoneName = "(UTC|[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){1,2})";

    /// <summary>The largest amount of a payment, in units of its currency; the smallest is as far below zero.</summary>
    public const double MaxAmount = 999_999_999_999;

    /// <summary>The longest idempotency key.</summary>
    public const int MaxIdempotencyKeyLength = 128;

    /// <summary>The longest hash of a command's body, in hexadecimal digits.</summary>
    public const int MaxBodyHashLength = 64;

    /// <summary>The lowest rating (R21).</summary>
    public const int MinRating = 1;

    /// <summary>The highest rating, and the highest score (R21, R22).</summary>
    public const int MaxRating = 5;

    /// <summary>The longest reason of a report, and note of an operator, in Unicode characters (R57, R58).</summary>
    public const int MaxReasonLength = 2_000;

    /// <summary>Items on a page when the caller names no number.</summary>
    public const int DefaultPageSize = 20;

    /// <summary>The most items on a page.</summary>
    public const int MaxPageSize = 100;

    /// <summary>The most users and agencies in one query of names: those of a full page.</summary>
    public const int MaxNamesPerQuery = 500;

    /// <summary>The longest cursor of a page.</summary>
    public const int MaxCursorLength = 512;

    /// <summary>The most named cohorts of a rollout; a metric has a label for each.</summary>
    public const int MaxCohorts = 20;

    /// <summary>The name of a cohort, as a regular expression.</summary>
    public const string CohortName = "[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?";

    /// <summary>The longest name of a cohort.</summary>
    public const int MaxCohortNameLength = 32;

    /// <summary>The most freelancers whom a rollout names, over its list and its cohorts; it is read anew at each change.</summary>
    public const int MaxRolloutFreelancers = 10_000;

    /// <summary>The longest note of an operator about a change.</summary>
    public const int MaxNoteLength = 500;

    /// <summary>The most subscribers of webhooks: each event has a row for each of them.</summary>
    public const int MaxWebhooks = 50;

    /// <summary>The longest name of a subscriber, in UTF-16 code units.</summary>
    public const int MaxWebhookNameLength = 100;

    /// <summary>The longest URL that is taken.</summary>
    public const int MaxUrlLength = 2_048;
}
