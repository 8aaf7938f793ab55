using Shouldly;
using Xunit;

namespace TestKit.Tests;

public sealed class When_something_never_happens
{
    [Fact]
    public async Task Should_say_what_was_awaited_and_what_was_seen_last()
    {
        var patience = TimeSpan.FromMilliseconds(50);

        var failure = await Should.ThrowAsync<TimeoutException>(
            () => Eventually.Get(() => Task.FromResult<int[]>([1, 2]), items => items.Length == 3, patience));

        failure.Message.ShouldContain("items.Length == 3");
        failure.Message.ShouldContain("[1, 2]");
    }
}
