using Host.Configuration;
using Notifications.Email;

namespace Host.Commands;

/// <summary>Writes every email in every language to files, and ends: <c>Host emails gallery DIRECTORY</c>.</summary>
internal static class EmailsCommand
{
    private const string Verb = "emails";

    /// <summary>Whether the command line asks for it.</summary>
    public static bool IsAskedFor(IReadOnlyList<string> arguments) => arguments.Count > 0 && arguments[0] == Verb;

    /// <exception cref="StartRefusedException">No directory is named, or an option is unknown.</exception>
    public static async Task RunAsync(string[] arguments)
    {
        if (CommandLine.WordsOf(arguments).ToList() is not [Verb, "gallery", var directory])
            throw new StartRefusedException("emails", "say where the files go: Host emails gallery DIRECTORY [--Key=value ...].");

        var configuration = Program.CreateBuilder(arguments).Configuration;
        var written = await EmailGallery.WriteAsync(directory, configuration, CancellationToken.None);
        Console.WriteLine($"{written} emails are in {Path.GetFullPath(directory)}, each as .eml, .html and .txt.");
    }
}
