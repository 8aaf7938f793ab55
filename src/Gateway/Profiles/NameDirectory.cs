using Gateway.Http;
using Microsoft.Extensions.Caching.Memory;
using KnownNames = Contracts.Messages.DisplayNames;

namespace Gateway.Profiles;

/// <summary>
/// Finds display names. A call gets on without them: where Notifications knows no name, or does not respond in time, the id stands for
/// it. Names are kept for a short time.
/// </summary>
internal sealed class NameDirectory(OptionalQueries queries) : IDisposable
{
    private const int MaxKept = 10_000;
    private static readonly TimeSpan _keepKnown = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _keepUnknown = TimeSpan.FromSeconds(2);

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxKept });

    /// <summary>The names of these users and agencies.</summary>
    /// <param name="ids">Their ids, in any order; null ones and repeated ones do no harm.</param>
    /// <param name="callerLeft">Ends the wait when the caller left.</param>
    public async Task<Names> FindAsync(IEnumerable<string?> ids, CancellationToken callerLeft)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var id in ids.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (!_kept.TryGetValue(id, out string? name))
                unknown.Add(id);
            else if (name is not null)
                names[id] = name;
        }

        foreach (var batch in unknown.Chunk(Limits.MaxNamesPerQuery))
        {
            foreach (var (id, name) in await QueryAsync(batch, callerLeft))
                names[id] = name;
        }

        return new Names(names);
    }

    public void Dispose() => _kept.Dispose();

    private async Task<IReadOnlyDictionary<string, string>> QueryAsync(string[] ids, CancellationToken callerLeft)
    {
        var found = await queries.TryAsync<GetDisplayNames, KnownNames>(new() { UserIds = ids }, callerLeft);
        if (found is null)
            return new Dictionary<string, string>();

        var names = found.Items.ToDictionary(item => item.UserId, item => item.Name, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var name = names.GetValueOrDefault(id);
            var entry = new MemoryCacheEntryOptions
            {
                Size = 1,
                AbsoluteExpirationRelativeToNow = name is null ? _keepUnknown : _keepKnown,
            };
            _kept.Set(id, name, entry);
        }

        return names;
    }
}

/// <summary>The names that were found.</summary>
internal sealed class Names(IReadOnlyDictionary<string, string> known)
{
    /// <summary>The name of a user or an agency; its id where no name is known.</summary>
    public string Of(string id) => known.GetValueOrDefault(id, id);
}
