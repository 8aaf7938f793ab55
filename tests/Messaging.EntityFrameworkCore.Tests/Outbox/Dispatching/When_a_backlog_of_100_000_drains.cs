using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

[Collection(nameof(Alone))]
public abstract class When_a_backlog_of_100_000_drains<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const int Backlog = 100_000;
    private const int BodySize = 500;
    private const long Megabyte = 1024 * 1024;
    private readonly bool[] _sent = new bool[Backlog + 1];
    private readonly List<long> _memory = [];
    private int _count;
    private int _repeated;

    [Fact]
    public async Task Should_send_each_once_in_constant_memory()
    {
        await Database.InsertBacklogAsync(Backlog, Now.AddMinutes(-1), BodySize);

        var instance = await StartAsync();
        instance.Transport.IsRecording = false;
        instance.Database.IsRecording = false;
        instance.Transport.Taken = context =>
        {
            See(context.MessageId!.Value);
            return Task.CompletedTask;
        };

        await Eventually.Until(async () => await ReadAsync(db => db.Outbox.CountAsync()) == 0);
        _repeated.ShouldBe(0);
        _memory.Count.ShouldBeGreaterThan(3);
        // The bodies alone are 50 MB.
        (_memory.Max() - _memory.Min()).ShouldBeLessThan(10 * Megabyte);
    }

    private void See(Guid messageId)
    {
        lock (_sent)
        {
            var number = int.Parse(messageId.ToString()[^12..], System.Globalization.CultureInfo.InvariantCulture);
            _repeated += _sent[number] ? 1 : 0;
            _sent[number] = true;
            if (++_count % 20_000 == 0)
                _memory.Add(GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}
