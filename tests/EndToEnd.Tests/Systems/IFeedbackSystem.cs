using EndToEnd.Tests.Api;

namespace EndToEnd.Tests.Systems;

/// <summary>A running whole, however it is put together.</summary>
public interface IFeedbackSystem
{
    FeedbackApi Api { get; }

    /// <summary>The instant that the services hold it to be.</summary>
    Task<DateTimeOffset> NowAsync();
}
