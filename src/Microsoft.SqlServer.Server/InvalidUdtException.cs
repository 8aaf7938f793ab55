namespace Microsoft.SqlServer.Server;

/// <summary>A type was used as a user-defined type and is none.</summary>
public sealed class InvalidUdtException : SystemException
{
    /// <summary>Without a message of its own.</summary>
    public InvalidUdtException()
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">What is wrong.</param>
    public InvalidUdtException(string? message)
        : base(message)
    {
    }

    /// <summary>With a message and what caused it.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What caused it.</param>
    public InvalidUdtException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
