using System.CommandLine;
using Host.Configuration;
using Notifications.Email;

namespace Host.Commands;

/// <summary>Writes every email in every language to files, and ends: <c>Host emails gallery DIRECTORY</c>.</summary>
internal static class EmailsCommand
{
    public const string Verb = "emails";

    private static readonly Argument<string> _directory = new("directory") { Description = "Where the files go." };

    /// <param name="configuration">What the command line sets of the keys.</param>
    public static Command Create(Func<string[]> configuration)
    {
        var gallery = new Command("gallery", "Writes every email in every language as .eml, .html and .txt, and ends.") { _directory };
        gallery.SetAction((parsed, cancellationToken) =>
            WriteAsync(parsed.GetRequiredValue(_directory), configuration(), cancellationToken));
        return new Command(Verb, "Shows the emails.") { gallery };
    }

    /// <summary>No directory is named, or something besides.</summary>
    public static StartRefusedException Refusal() =>
        new(Verb, "say where the files go: Host emails gallery DIRECTORY [--Key=value ...].");

    private static async Task WriteAsync(string directory, string[] keys, CancellationToken cancellationToken)
    {
        var written = await EmailGallery.WriteAsync(directory, Program.CreateBuilder(keys).Configuration, cancellationToken);
        Console.WriteLine($"{written} emails are in {Path.GetFullPath(directory)}, each as .eml, .html and .txt.");
    }
}
