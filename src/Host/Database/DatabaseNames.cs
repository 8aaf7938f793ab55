namespace Host.Database;

/// <summary>What the services' databases are called: the schema on a server, the file on SQLite, the name in pools and checks.</summary>
internal static class DatabaseNames
{
    public const string Feedback = "feedback";
    public const string Notifications = "notifications";
}
