using System.Globalization;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using Notifications.Notices;

namespace Notifications.Email;

/// <summary>A reply of the server that refuses something (RFC 5321), with its enhanced code where it has one (RFC 3463).</summary>
internal sealed partial class SmtpReply
{
    private readonly string _text;
    private readonly (int Subject, int Detail)? _enhanced;

    public SmtpReply(int code, string text)
    {
        Code = code;
        _text = UserText.OnOneLine(text);
        var match = EnhancedCode().Match(_text);
        if (match.Success)
            _enhanced = (Number(match.Groups["subject"]), Number(match.Groups["detail"]));
    }

    public int Code { get; }

    public static SmtpReply Of(SmtpCommandException refusal) => new((int)refusal.StatusCode, refusal.Message);

    /// <summary>
    /// Whether a refusal is about us (our address, our rights, our policy, our commands) and not about the recipient or the
    /// email (R51). Many servers refuse the sender and the client at RCPT TO only, so that the enhanced code counts more than the stage.
    /// </summary>
    public bool RefusesUs(AttemptStage stage) => (stage, Code, _enhanced) switch
    {
        // Postfix defers what it does not relay for us; other policy of the moment, such as greylisting, passes by itself.
        (_, < 500, (7, _) or null) => _text.Contains("relay", StringComparison.OrdinalIgnoreCase),
        (_, < 500, _) => false,
        (AttemptStage.Connect or AttemptStage.Sender, _, _) => true,

        // Security and policy; a sender's address or system that is not accepted.
        (_, _, (7, _) or (1, 7 or 8)) => true,
        (_, 530 or 534 or 535 or 538, _) => true,
        (_, _, null) when _text.Contains("relay", StringComparison.OrdinalIgnoreCase) => true,

        // Bad syntax of the address, and parameters that the recipient's server does not know.
        (AttemptStage.Recipient, 501 or 555, _) => false,

        // Commands that are refused as such.
        (_, 500 or 502 or 503 or 504, _) or (_, _, (5, _)) => true,

        // 554 without a closer word is no statement about a recipient.
        (_, 554, null) => true,
        _ => false,
    };

    /// <summary>Code and text without the recipient's address or any other, as the parties of the contract may read it.</summary>
    public string Without(string recipient)
    {
        var text = Address().Replace(_text.Replace(recipient, "…", StringComparison.OrdinalIgnoreCase), "…");
        var localPart = recipient[..Math.Max(0, recipient.LastIndexOf('@'))];
        if (localPart.Length > 0)
            text = Regex.Replace(text, $@"(?<!\w){Regex.Escape(localPart)}(?!\w)", "…", RegexOptions.IgnoreCase);

        return string.Create(CultureInfo.InvariantCulture, $"{Code} {text}").TrimEnd();
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(^|\(#)[245]\.(?<subject>\d{1,3})\.(?<detail>\d{1,3})(?!\d|\.)", RegexOptions.ExplicitCapture)]
    private static partial Regex EnhancedCode();

    [GeneratedRegex(@"<[^<>\s]*>|\S+@\S+")]
    private static partial Regex Address();
}
