using System.Globalization;
using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Feedback.Saga.Rollout;

/// <summary>
/// What operators see and change of the rollout. It works on the database, so that it works while the service is down; what it stores is
/// in force in this process at once, and in every other within seconds (R61).
/// </summary>
public interface IRolloutOperations
{
    /// <summary>The version that is stored last, or the one that is named.</summary>
    /// <returns>A <see cref="RolloutView"/>, or <see cref="RolloutNotFound"/>.</returns>
    Task<object> ShowAsync(int? version, CancellationToken cancellationToken);

    /// <summary>Stores a new version, if the one that is named is still in force. What changes nothing stores none.</summary>
    /// <returns>A <see cref="RolloutView"/>, or why nothing changed: <see cref="RolloutNotChanged"/>, <see cref="InvalidInput"/>.</returns>
    Task<object> SetAsync(SetRollout change, bool dryRun, CancellationToken cancellationToken);

    /// <summary>The versions, the newest first.</summary>
    /// <returns>A <see cref="RolloutHistory"/>, or <see cref="InvalidInput"/> for a cursor that is none.</returns>
    Task<object> HistoryAsync(int pageSize, string? cursor, CancellationToken cancellationToken);

    /// <summary>What came of the rollout, by cohort (R63).</summary>
    /// <param name="since">Requests that were made from this instant on; null for those of the last 90 days.</param>
    /// <param name="asOf">The present instant, in UTC.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<RolloutReport> ReportAsync(DateTimeOffset? since, DateTimeOffset asOf, CancellationToken cancellationToken);

    /// <summary>The cohort that a freelancer belongs to now; one of <see cref="RolloutCohorts"/>, or the name of one.</summary>
    Task<string> CohortOfAsync(string freelancerId, CancellationToken cancellationToken);
}

/// <inheritdoc />
internal sealed partial class RolloutChanges(
    IServiceScopeFactory scopes, RolloutInForce rollout, IOptions<RolloutOptions> options, TimeProvider clock,
    ILogger<RolloutChanges> logger) : IRolloutOperations
{
    /// <summary>How many ids one statement looks for.</summary>
    private const int IdsPerStatement = 500;

    public async Task<object> ShowAsync(int? version, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var versions = DbOf(scope).RolloutVersions.AsNoTracking();
        var stored = await versions
            .Where(stored => version == null || stored.Version == version)
            .OrderByDescending(stored => stored.Version)
            .FirstOrDefaultAsync(cancellationToken);
        if (stored is not null)
            return stored.ToView();

        return version is null or 0 ? Configured() : new RolloutNotFound { Version = version.Value };
    }

    public async Task<object> SetAsync(SetRollout change, bool dryRun, CancellationToken cancellationToken)
    {
        // Where another change came first, it stands by the second try, and this one is refused.
        RolloutVersion? tried = null;
        var response = (await SetUntilKnownAsync()).Logged();
        if (response is RolloutView view && !dryRun)
            await TakeOverAsync(view.Version, cancellationToken);

        return response;

        async Task<Audited> SetUntilKnownAsync()
        {
            try
            {
                return await ConflictRetries.RunAsync(
                    () => SetOnceAsync(change, dryRun, version => tried = version, cancellationToken), cancellationToken);
            }
            catch (Exception failure) when (tried is not null && DatabaseFailures.IsUnavailable(failure))
            {
                // The connection may have broken after the commit.
                if (await IsStoredAsync(tried, cancellationToken))
                    return Stored(tried);

                throw;
            }
        }
    }

    private async Task<bool> IsStoredAsync(RolloutVersion tried, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await DbOf(scope).RolloutVersions.AnyAsync(
            stored => stored.Version == tried.Version && stored.ChangedAt == tried.ChangedAt && stored.OperatorId == tried.OperatorId,
            cancellationToken);
    }

    /// <summary>What is stored stays so, whatever happens now: this process reads it within seconds, as all others do.</summary>
    private async Task TakeOverAsync(int version, CancellationToken cancellationToken)
    {
        try
        {
            await rollout.RefreshAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            LogNotTakenOver(version, failure.GetType().Name);
        }
    }

    public async Task<object> HistoryAsync(int pageSize, string? cursor, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(pageSize, 1, Limits.MaxPageSize);
        var before = int.MaxValue;
        if (!string.IsNullOrEmpty(cursor) && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return InvalidInput.Of("cursor", InvalidInput.CursorProblem);

        await using var scope = scopes.CreateAsyncScope();
        var items = new List<RolloutVersionSummary>();
        var versions = DbOf(scope).RolloutVersions.AsNoTracking()
            .Where(version => version.Version < before)
            .OrderByDescending(version => version.Version)
            .Take(size + 1)
            .AsAsyncEnumerable();
        await foreach (var version in versions.WithCancellation(cancellationToken))
            items.Add(version.ToSummary());

        return new RolloutHistory
        {
            Items = [.. items.Take(size)],
            Next = items.Count > size ? items[size - 1].Version.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    public async Task<RolloutReport> ReportAsync(DateTimeOffset? since, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RolloutReporting>().ReadAsync(since, asOf, cancellationToken);
    }

    public async Task<string> CohortOfAsync(string freelancerId, CancellationToken cancellationToken)
    {
        await rollout.RefreshAsync(cancellationToken);
        return (await rollout.GetAsync(cancellationToken)).CohortOf(freelancerId);
    }

    private async Task<Audited> SetOnceAsync(
        SetRollout change, bool dryRun, Action<RolloutVersion> storing, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = DbOf(scope);
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var stored = await db.RolloutVersions.AsNoTracking()
            .OrderByDescending(version => version.Version)
            .FirstOrDefaultAsync(cancellationToken);
        var before = stored is null ? RolloutDefinition.Of(options.Value) : RolloutDefinition.Parse(stored.Definition);
        var changed = Changed(before, change);
        if (RolloutInput.Check(change, changed) is { } invalid)
            return new(invalid);
        if ((stored?.Version ?? 0) != change.Version)
            return new(Refused(stored));

        changed = await WithoutErasedAsync(db, changed, cancellationToken);
        if (changed.IsSame(before))
            return new(stored?.ToView() ?? Configured());

        var version = new RolloutVersion
        {
            Version = change.Version + 1,
            Definition = changed.ToJson(),
            ChangedAt = clock.GetUtcNow().ToMicroseconds(),
            OperatorId = change.CallerId,
            Note = change.Note,
        };
        if (dryRun)
            return new(version.ToView());

        db.Add(version);
        storing(version);
        await write.SaveAndCommitAsync(cancellationToken);
        return Stored(version);
    }

    private Audited Stored(RolloutVersion version)
    {
        var set = RolloutDefinition.Parse(version.Definition);
        return new(
            version.ToView(),
            () => LogSet(version.OperatorId, version.Version, set.Percentage, set.Cohorts.Count, set.NamedFreelancers));
    }

    private static RolloutDefinition Changed(RolloutDefinition before, SetRollout change) => new()
    {
        Percentage = Plain(change.Percentage ?? before.Percentage),
        Freelancers = change.Freelancers is { } freelancers ? RolloutDefinition.Distinct(freelancers) : before.Freelancers,
        Cohorts = change.Cohorts is { } cohorts
            ? [.. cohorts.Select(cohort => cohort with
            {
                Percentage = Plain(cohort.Percentage), Freelancers = RolloutDefinition.Distinct(cohort.Freelancers ?? []),
            })]
            : before.Cohorts,
    };

    /// <summary>The same number without zeros at its end: 10.0 changes nothing where 10 stands.</summary>
    private static decimal Plain(decimal number) => number / 1.000000000000000000000000000m;

    /// <summary>A list may name again whom the product has forgotten.</summary>
    private static async Task<RolloutDefinition> WithoutErasedAsync(
        FeedbackDbContext db, RolloutDefinition definition, CancellationToken cancellationToken)
    {
        var erased = new Dictionary<string, string>(StringComparer.Ordinal);
        var named = definition.Freelancers.Concat(definition.Cohorts.SelectMany(cohort => cohort.Freelancers));
        foreach (var ids in named.Distinct(StringComparer.Ordinal).Chunk(IdsPerStatement))
        {
            foreach (var (id, pseudonym) in await db.FindErasedAsync(cancellationToken, ids))
                erased[id] = pseudonym;
        }

        return definition.Replace(id => erased.GetValueOrDefault(id, id));
    }

    private static RolloutNotChanged Refused(RolloutVersion? stored) => new()
    {
        Version = stored?.Version ?? 0,
        Reason = new RefusalReason
        {
            Code = RolloutRefusals.Changed,
            Detail = stored is null
                ? "No version of the rollout is stored yet: the one in force is 0."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The rollout is at version {stored.Version} since {stored.ChangedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Look at it, then change that one."),
        },
    };

    private RolloutView Configured()
    {
        var definition = RolloutDefinition.Of(options.Value);
        return new RolloutView
        {
            Version = 0,
            Percentage = definition.Percentage,
            Freelancers = definition.Freelancers,
            Cohorts = definition.Cohorts,
        };
    }

    private static FeedbackDbContext DbOf(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();

    [LoggerMessage(
        LogLevel.Warning, "Rollout version {Version} is stored, and could not be read at once ({Failure}); it is read within seconds")]
    private partial void LogNotTakenOver(int version, string failure);

    [LoggerMessage(
        LogLevel.Information,
        "Audit: {OperatorId} set the rollout to version {Version}: {Percentage} percent, {Cohorts} named cohorts, {Freelancers} named freelancers")]
    private partial void LogSet(string operatorId, int version, decimal percentage, int cohorts, int freelancers);
}
