namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>What a killed instance runs into wherever it tries to reach the world.</summary>
internal sealed class ProcessKilledException() : Exception("This process was killed.");
