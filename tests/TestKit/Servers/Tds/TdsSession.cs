using System.Buffers.Binary;
using System.Net.Sockets;

namespace TestKit.Servers.Tds;

/// <summary>One client's connection to a <see cref="TdsServer"/>.</summary>
internal sealed class TdsSession(Socket socket, TdsServer server)
{
    private const ushort Begin = 5;
    private const ushort Commit = 7;
    private const ushort RollBack = 8;

    private static readonly byte[] _transaction = [77, 0, 0, 0, 0, 0, 0, 0];

    private readonly TdsPackets _packets = new(new NetworkStream(socket, ownsSocket: true));

    /// <summary>Logs anybody in and answers until the client goes, or the connection breaks.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await LogInAsync(stopping);
            while (true)
            {
                var (kind, body) = await _packets.ReadAsync(stopping);
                await AnswerAsync(kind, body, stopping);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client is gone, or the connection is to break.
        }
        finally
        {
            Close();
        }
    }

    public void Close() => socket.Dispose();

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset() => socket.Close(timeout: 0);

    private async Task LogInAsync(CancellationToken stopping)
    {
        await _packets.ReadAsync(stopping);
        await ReplyAsync(server.OnPrelogin, () => _packets.WriteAsync(TdsTokens.Prelogin, stopping), stopping);
        await _packets.ReadAsync(stopping);
        await ReplyAsync(server.OnLogin, () => SendAsync(new TdsTokens().LoggedIn(), stopping), stopping);
    }

    private Task AnswerAsync(TdsRequest kind, byte[] body, CancellationToken stopping) => kind switch
    {
        TdsRequest.Attention => SendAsync(new TdsTokens().Done(TdsDone.Attention), stopping),
        TdsRequest.Transaction => AnswerTransactionAsync(body, stopping),
        _ => ReplyAsync(server.ReplyTo(TdsPackets.StatementOf(kind, body)), null, stopping),
    };

    private Task AnswerTransactionAsync(byte[] body, CancellationToken stopping)
    {
        var request = BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(body)));
        var tokens = new TdsTokens();
        tokens = request switch
        {
            Begin => tokens.Changed(TdsChange.TransactionBegun, _transaction, []),
            Commit => tokens.Changed(TdsChange.TransactionCommitted, [], _transaction),
            RollBack => tokens.Changed(TdsChange.TransactionRolledBack, [], _transaction),
            _ => tokens,
        };
        return ReplyAsync(
            request == Commit ? server.OnCommit : null, () => SendAsync(tokens.Done(TdsDone.Final), stopping), stopping);
    }

    /// <summary>Does what <paramref name="reply"/> says; if it is null, what <paramref name="usual"/> does.</summary>
    private async Task ReplyAsync(TdsReply? reply, Func<Task>? usual, CancellationToken stopping)
    {
        switch (reply)
        {
            case null:
                await usual!();
                break;

            case TdsResult rows:
                var tokens = new TdsTokens();
                for (var left = rows.Times; left > 0; left--)
                    tokens.Result(rows, left > 1 ? TdsDone.More : TdsDone.Final);

                await SendAsync(tokens, stopping);
                break;

            case TdsOutput output:
                await SendAsync(new TdsTokens().Output(output.Parameter, output.Value), stopping);
                break;

            case TdsError error:
                await SendAsync(new TdsTokens().Failed(error.Number, error.Class), stopping);
                if (error.Class >= 20)
                    throw new EndOfStreamException();

                break;

            case TdsBreak broken:
                if (broken.AfterHalfAnAnswer)
                    await _packets.WriteHalfAsync(stopping);
                if (broken.IsReset)
                    Reset();

                throw new EndOfStreamException();

            case TdsHang { Gate: { } gate, Then: var then }:
                await gate.WaitAsync(stopping);
                await ReplyAsync(then, usual, stopping);
                break;
        }
    }

    private Task SendAsync(TdsTokens tokens, CancellationToken stopping) => _packets.WriteAsync(tokens.ToArray(), stopping);
}
