namespace Feedback.Saga.Persistence;

/// <summary>The two commands that are decided here, as they stand in the database.</summary>
internal static class CommandKinds
{
    public const string Ask = "ask";
    public const string Give = "give";
}
