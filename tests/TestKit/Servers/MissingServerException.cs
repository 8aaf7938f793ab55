namespace TestKit.Servers;

/// <summary>A real server that a test needs is not installed here. Tests fail with it rather than pass unseen.</summary>
public sealed class MissingServerException(string what, string debianPackage)
    : Exception($"{what} is not installed here. On Debian: apt-get install {debianPackage} (./test.sh does so as root).");
