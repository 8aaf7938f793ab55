using Contracts.Messages;

namespace Crash.Workload;

/// <summary>
/// Clients and freelancers, four contracts to each. Every one of them changes their profile twice, and their changes arrive out
/// of order: some notices have to wait for an address.
/// </summary>
internal static class Users
{
    private const int ContractsPerUser = 4;

    public static string Client(int seed, int contract) => WorkPlan.Name("client", seed, contract / ContractsPerUser);

    public static string Freelancer(int seed, int contract) => WorkPlan.Name("freelancer", seed, contract / ContractsPerUser);

    public static IEnumerable<UpstreamStep> Profiles(CrashOptions options, DateTimeOffset startedAt, int contract, TimeSpan beginsAt)
    {
        if (contract % ContractsPerUser != 0)
            return [];

        var random = new SeededRandom(options.Seed, "users", contract);
        return from user in (string[])[Client(options.Seed, contract), Freelancer(options.Seed, contract)]
               from change in (string[])["old", "new"]
               from delivery in UpstreamPlan.Deliveries(random, Changed(user, change, startedAt), beginsAt, TimeSpan.FromSeconds(8))
               select delivery;
    }

    private static UserProfileChanged Changed(string user, string change, DateTimeOffset startedAt) => new()
    {
        EventId = $"{user}-{change}",
        UserId = user,
        DisplayName = $"{user} ({change})",
        Email = $"{user}@{change}.test",
        ChangedAt = startedAt - (change is "old" ? TimeSpan.FromDays(2) : TimeSpan.FromDays(1)),
    };
}
