using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Host.Tests.Support;

/// <summary>Writes down which keys are read.</summary>
internal sealed class RecordingConfiguration(IConfiguration inner) : IConfiguration
{
    private readonly HashSet<string> _keys = [];

    public IReadOnlyCollection<string> Keys => _keys;

    public string? this[string key]
    {
        get
        {
            _keys.Add(key);
            return inner[key];
        }
        set => throw new NotSupportedException();
    }

    public IConfigurationSection GetSection(string key) => inner.GetSection(key);

    public IEnumerable<IConfigurationSection> GetChildren() => inner.GetChildren();

    public IChangeToken GetReloadToken() => inner.GetReloadToken();
}
