namespace Contracts.Messages;

/// <summary>
/// A service could not respond because its database is away or takes too long; the same message may succeed later. The fault that the
/// sender gets bears the name of this type.
/// </summary>
public sealed class ServiceUnavailableException(Exception cause) : Exception("The database is away or takes too long.", cause);
