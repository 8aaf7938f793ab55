using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TestKit.Processes;

/// <summary>The signals that tests send to processes of their own.</summary>
public enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static class SignalSending
{
    private const int NoSuchProcess = 3;

    /// <summary>Sends the signal; a process that is gone already is no error.</summary>
    public static void SendTo(this Signal signal, int processId)
    {
        if (processId <= 1)
            throw new ArgumentOutOfRangeException(nameof(processId), processId, "Not a process that a test may have started.");

        if (kill(processId, (int)signal) != 0 && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
            throw new Win32Exception(error, $"{signal} could not be sent to process {processId}.");
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int sig);
}
