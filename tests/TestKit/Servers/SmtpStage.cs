namespace TestKit.Servers;

/// <summary>What a client of the mail server waits for.</summary>
public enum SmtpStage
{
    /// <summary>The first word after it has connected.</summary>
    Greeting,

    /// <summary>What the server can do.</summary>
    Ehlo,

    /// <summary>Whether the sender is accepted.</summary>
    Mail,

    /// <summary>Whether the recipient is accepted.</summary>
    Rcpt,

    /// <summary>Whether the mail, which is transmitted in full, is taken.</summary>
    Data,
}
