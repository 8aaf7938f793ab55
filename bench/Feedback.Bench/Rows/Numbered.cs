using System.Globalization;

namespace Feedback.Bench.Rows;

/// <summary>
/// The ids of the contract of a number and of all that belongs to it: the same here and in the statements that make rows
/// by the thousand.
/// </summary>
internal static class Numbered
{
    private const string ContractPrefix = "contract-";
    private const string ClientPrefix = "client-";
    private const string FreelancerPrefix = "freelancer-";
    private const string RequestPrefix = "01800001-0000-7000-8000-";
    private const string TimerPrefix = "01800002-0000-7000-8000-";

    /// <summary>As SQL over the number <c>n</c>.</summary>
    public const string ContractSql = $"('{ContractPrefix}' || lpad(n::text, 9, '0'))";

    public const string ClientSql = $"('{ClientPrefix}' || lpad(n::text, 9, '0'))";

    public const string FreelancerSql = $"('{FreelancerPrefix}' || lpad(n::text, 9, '0'))";

    public const string RequestSql = $"('{RequestPrefix}' || lpad(to_hex(n), 12, '0'))";

    public const string TimerSql = $"('{TimerPrefix}' || lpad(to_hex(n), 12, '0'))";

    public static string Contract(long number) => Text(ContractPrefix, number);

    public static string Client(long number) => Text(ClientPrefix, number);

    public static string Freelancer(long number) => Text(FreelancerPrefix, number);

    public static Guid Request(long number) => Id(RequestPrefix, number);

    public static Guid Timer(long number) => Id(TimerPrefix, number);

    private static string Text(string prefix, long number) => prefix + number.ToString("D9", CultureInfo.InvariantCulture);

    private static Guid Id(string prefix, long number) => Guid.Parse(prefix + number.ToString("x12", CultureInfo.InvariantCulture));
}
