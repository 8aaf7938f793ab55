using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Rollout;

/// <summary>
/// The rollout that this process decides by: the version that was stored last, or what the configuration says while there is none (R61).
/// Decisions find it in memory; <see cref="RolloutRefresh"/> reads what other processes stored.
/// </summary>
internal sealed partial class RolloutInForce(
    IServiceScopeFactory scopes, IOptions<RolloutOptions> options, ILogger<RolloutInForce> logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private volatile RolloutSnapshot? _current;

    /// <summary>The version that was read last; null before the first was read.</summary>
    public RolloutSnapshot? Current => _current;

    /// <summary>The rollout. Nothing is decided before it was read once: the configuration may say something else.</summary>
    public ValueTask<RolloutSnapshot> GetAsync(CancellationToken cancellationToken) =>
        _current is { } current ? new(current) : new(ReadFirstAsync(cancellationToken));

    /// <summary>Takes over what is stored by now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<RolloutSnapshot> ReadFirstAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _current ?? await ReadAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What is stored counts, even where it is older, as after a restore.</summary>
    private async Task<RolloutSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        var latest = await db.RolloutVersions
            .OrderByDescending(version => version.Version)
            .Select(version => new { version.Version, version.Revision })
            .FirstOrDefaultAsync(cancellationToken);
        if (_current is { } current && (current.Version, current.Revision) == (latest?.Version ?? 0, latest?.Revision ?? 0))
            return current;

        var stored = latest is null
            ? null
            : await db.RolloutVersions.AsNoTracking().SingleAsync(version => version.Version == latest.Version, cancellationToken);
        var definition = stored is null ? RolloutDefinition.Of(options.Value) : RolloutDefinition.Parse(stored.Definition);
        var read = new RolloutSnapshot(stored?.Version ?? 0, definition, stored?.Revision ?? 0);
        LogInForce(read.Version, definition.Percentage, definition.Cohorts.Count, definition.NamedFreelancers);
        return _current = read;
    }

    [LoggerMessage(
        LogLevel.Information,
        "Rollout version {Version} is in force here: {Percentage} percent, {Cohorts} named cohorts, {Freelancers} named freelancers")]
    private partial void LogInForce(int version, decimal percentage, int cohorts, int freelancers);
}
