using System.Security.Cryptography;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Makes MassTransit's message ids, by which consumers recognise duplicates, unique across processes. By default they contain the
/// network address of the machine, so that two processes of one machine, or two containers with the same address, can generate
/// the same id. Here they contain a random number per process instead.
/// </summary>
internal static class MessageIds
{
    private const int WorkerIdLength = 6;

    static MessageIds() => NewId.SetWorkerIdProvider(new RandomWorkerId());

    /// <summary>Sets the random number of this process; the static constructor does so once.</summary>
    public static void UseRandomWorkerId()
    {
    }

    internal sealed class RandomWorkerId : IWorkerIdProvider
    {
        private readonly byte[] _workerId = RandomNumberGenerator.GetBytes(WorkerIdLength);

        public byte[] GetWorkerId(int index) => _workerId;
    }
}
