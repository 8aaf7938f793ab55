using Host.Configuration;
using Notifications.Email;

namespace Host.Commands;

/// <summary>Writes every email in every language to files, and ends: <c>Host emails gallery DIRECTORY</c>.</summary>
internal static class EmailsCommand
{
    private const string Verb = "emails";
    private const string Gallery = "gallery";

    /// <summary>Whether the command line asks for it.</summary>
    public static bool IsAskedFor(IReadOnlyList<string> arguments) => arguments.Count > 0 && arguments[0] == Verb;

    /// <exception cref="StartRefusedException">No directory is named, or an option is unknown.</exception>
    public static async Task RunAsync(string[] arguments)
    {
        if (CommandLine.WordsOf(arguments).ToList() is not [Verb, Gallery, var directory])
            throw new StartRefusedException("emails", "say where the files go: Host emails gallery DIRECTORY [--Key=value ...].");

        // A path that begins with a slash would be read as an option, and the next argument as its value.
        string[] options = [.. arguments.Where(argument => argument is not (Verb or Gallery) && argument != directory)];
        var configuration = Program.CreateBuilder(options).Configuration;
        var written = await EmailGallery.WriteAsync(directory, configuration, CancellationToken.None);
        Console.WriteLine($"{written} emails are in {Path.GetFullPath(directory)}, each as .eml, .html and .txt.");
    }
}
