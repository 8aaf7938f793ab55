using Host.Configuration;

namespace Host.Databases;

/// <summary>
/// Keeps the SQLite files of a process for it alone, by a locked file beside each. The operating system frees the lock when the
/// process ends, however it ends. The file stays: to delete it would let two processes lock two files of the same name.
/// </summary>
internal sealed class SqliteFileLock : IDisposable
{
    private readonly List<FileStream> _locked = [];

    private SqliteFileLock()
    {
    }

    /// <summary>Locks the files, on another provider none. Those who do not take them alone share them with each other.</summary>
    /// <exception cref="StartRefusedException">Another process has a file; names it.</exception>
    public static SqliteFileLock Take(DatabaseSettings settings, bool alone)
    {
        var taken = new SqliteFileLock();
        if (settings.Provider != DatabaseProvider.Sqlite)
            return taken;

        try
        {
            taken.Lock(DatabaseSettings.FeedbackKey, settings.Feedback, alone);
            taken.Lock(DatabaseSettings.NotificationsKey, settings.Notifications, alone);
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose() => _locked.ForEach(file => file.Dispose());

    private void Lock(string key, string? connectionString, bool alone)
    {
        if (connectionString is null)
            return;

        var path = SqliteFiles.PathOf(connectionString);
        if (new FileInfo(path) is { LinkTarget: not null } link)
            path = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;

        try
        {
            CreateFolder(Path.GetDirectoryName(path)!);
            _locked.Add(Open($"{path}.lock", alone));
            SqliteFiles.Restrict(path);
        }
        catch (IOException) when (File.Exists($"{path}.lock"))
        {
            throw new StartRefusedException(key, $"{path} is in use by another process.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(key, exception.Message);
        }
    }

    private static FileStream Open(string path, bool alone)
    {
        var options = SqliteFiles.PrivateFile(FileMode.OpenOrCreate, alone ? FileAccess.ReadWrite : FileAccess.Read);
        options.Share = alone ? FileShare.None : FileShare.Read;
        return new FileStream(path, options);
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
