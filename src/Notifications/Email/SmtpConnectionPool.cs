using MimeKit;

namespace Notifications.Email;

/// <summary>
/// The connections to the SMTP server: at most <c>Email:Concurrency</c>. A connection stays open for a while after an
/// email, so that a burst of emails needs few. All are closed at the end of the host.
/// </summary>
internal sealed class SmtpConnectionPool : IAsyncDisposable, IDisposable
{
    /// <summary>How long a connection stays open without an email; servers close theirs after minutes.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    // In real time: it only bounds a goodbye that the server doesn't answer.
    private static readonly TimeSpan _goodbyeTime = TimeSpan.FromSeconds(2);

    private readonly EmailOptions _options;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _slots;
    private readonly ITimer _idleTimer;
    private readonly Lock _gate = new();

    /// <summary>The idle connections, the longest idle first.</summary>
    private readonly List<(SmtpConnection Connection, long Since)> _idle = [];

    private bool _closed;

    public SmtpConnectionPool(EmailOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _slots = new SemaphoreSlim(options.Concurrency);
        _idleTimer = clock.CreateTimer(_ => CloseIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Sends an email: on a connection that is open already, or on a new one if there is none, or if the server has
    /// closed it meanwhile. Once the server has accepted the sender, the email is not sent a second time.
    /// </summary>
    public async Task SendAsync(MimeMessage email, SmtpAttempt attempt)
    {
        await _slots.WaitAsync(attempt.Token);
        try
        {
            if (SmtpConnection.NeedsUtf8(email) || !await TrySendOnIdleAsync(email, attempt))
                await SendOnNewAsync(email, attempt);
        }
        finally
        {
            _slots.Release();
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(TakeAllForGood().Select(SayGoodbyeAsync));

    public void Dispose()
    {
        foreach (var connection in TakeAllForGood())
            connection.Dispose();
    }

    private async Task<bool> TrySendOnIdleAsync(MimeMessage email, SmtpAttempt attempt)
    {
        if (TakeIdle() is not { } connection)
            return false;

        try
        {
            return await connection.TrySendAsync(email, attempt);
        }
        finally
        {
            Keep(connection);
        }
    }

    private async Task SendOnNewAsync(MimeMessage email, SmtpAttempt attempt)
    {
        var connection = await SmtpConnection.OpenAsync(_options, attempt.Token);
        try
        {
            await connection.SendAsync(email, attempt);
        }
        finally
        {
            Keep(connection);
        }
    }

    /// <summary>The connection that was used last, so that those that a burst no longer needs stay idle and are closed.</summary>
    private SmtpConnection? TakeIdle()
    {
        lock (_gate)
        {
            if (_idle.Count == 0)
                return null;

            var connection = _idle[^1].Connection;
            _idle.RemoveAt(_idle.Count - 1);
            return connection;
        }
    }

    private void Keep(SmtpConnection connection)
    {
        lock (_gate)
        {
            if (connection.IsUsable && !_closed)
            {
                _idle.Add((connection, _clock.GetTimestamp()));
                if (_idle.Count == 1)
                    _idleTimer.Change(IdleTime, Timeout.InfiniteTimeSpan);

                return;
            }
        }

        connection.Dispose();
    }

    private void CloseIdle()
    {
        List<SmtpConnection> expired;
        lock (_gate)
        {
            var now = _clock.GetTimestamp();
            expired = [.. _idle.TakeWhile(idle => _clock.GetElapsedTime(idle.Since, now) >= IdleTime).Select(idle => idle.Connection)];
            _idle.RemoveRange(0, expired.Count);
            if (_idle.Count > 0)
                _idleTimer.Change(IdleTime - _clock.GetElapsedTime(_idle[0].Since, now), Timeout.InfiniteTimeSpan);
        }

        foreach (var connection in expired)
            _ = SayGoodbyeAsync(connection);
    }

    private List<SmtpConnection> TakeAllForGood()
    {
        lock (_gate)
        {
            _closed = true;
            _idleTimer.Dispose();
            var all = _idle.ConvertAll(idle => idle.Connection);
            _idle.Clear();
            return all;
        }
    }

    private static async Task SayGoodbyeAsync(SmtpConnection connection)
    {
        using var timeout = new CancellationTokenSource(_goodbyeTime);
        try
        {
            await connection.CloseAsync(timeout.Token);
        }
        catch (Exception)
        {
            // Every email on it is settled, and the socket is closed in any case.
        }
    }
}
