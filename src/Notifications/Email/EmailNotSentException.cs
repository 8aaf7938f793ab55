namespace Notifications.Email;

/// <summary>An email was not taken.</summary>
/// <param name="errorClass">What kind of failure it was, without addresses or the server's own words.</param>
/// <param name="isPermanent">True when the server refused this recipient for good.</param>
internal sealed class EmailNotSentException(string errorClass, bool isPermanent)
    : Exception($"The email was not taken: {errorClass}.")
{
    public string ErrorClass => errorClass;

    public bool IsPermanent => isPermanent;
}
