using Contracts.Messages;

namespace Demo.Seeding;

/// <summary>The people of the demo data: three clients and three freelancers, one of them with an agency.</summary>
internal static class DemoPeople
{
    public const string Maria = "u-maria";
    public const string James = "u-james";
    public const string Lena = "u-lena";

    public const string Ana = "u-ana";
    public const string Bilal = "u-bilal";
    public const string Chen = "u-chen";

    public const string Northwind = "a-northwind";

    public static IReadOnlyList<UserProfileChanged> Profiles(DateTimeOffset now) =>
    [
        Profile(Maria, "Maria Rossi", "maria.rossi", now),
        Profile(James, "James Okafor", "james.okafor", now),
        Profile(Lena, "Lena Schmidt", "lena.schmidt", now),
        Profile(Ana, "Ana Petrova", "ana.petrova", now),
        Profile(Bilal, "Bilal Haddad", "bilal.haddad", now),
        Profile(Chen, "Chen Wei", "chen.wei", now),
        Profile(Northwind, "Northwind", "northwind", now),
    ];

    private static UserProfileChanged Profile(string id, string name, string mailbox, DateTimeOffset now) => new()
    {
        EventId = $"demo-{id}",
        UserId = id,
        DisplayName = name,
        Email = $"{mailbox}@example.com",
        ChangedAt = now - TimeSpan.FromDays(365),
    };
}
