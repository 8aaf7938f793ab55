namespace Host.Database;

/// <summary>A database did not let itself be migrated or checked; names the connection string's key.</summary>
internal sealed class DatabaseUnusableException(string key, Exception cause)
    : Exception($"{key}: the database can't be used. {cause.GetBaseException().Message}", cause);
