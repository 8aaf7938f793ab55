using System.Security.Cryptography;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Rows are keyed by the message ids that MassTransit makes, and it tells the machines that make them apart by their network
/// address alone: two processes of one machine, or two containers with the same address, meet sooner or later. A random
/// number per process takes the address's place.
/// </summary>
internal static class MessageIds
{
    private const int WorkerIdLength = 6;

    static MessageIds() => NewId.SetWorkerIdProvider(new RandomWorkerId());

    /// <summary>Sees to it, once per process.</summary>
    public static void TellProcessesApart()
    {
    }

    internal sealed class RandomWorkerId : IWorkerIdProvider
    {
        private readonly byte[] _workerId = RandomNumberGenerator.GetBytes(WorkerIdLength);

        public byte[] GetWorkerId(int index) => _workerId;
    }
}
