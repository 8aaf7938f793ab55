using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Inbox;

public sealed class When_a_user_has_many_streams(When_a_user_has_many_streams.Fixture gateway)
    : IClassFixture<When_a_user_has_many_streams.Fixture>
{
    private const int Limit = 3;

    [Fact]
    public async Task Should_give_a_message_to_all_of_them_with_one_query()
    {
        var inbox = new ScriptedInbox(gateway, "nora");
        await using var others = await OpenStream.OpenAsync(gateway, user: "olaf");
        await using var first = await OpenStream.OpenAsync(gateway, user: "nora");
        await using var second = await OpenStream.OpenAsync(gateway, user: "nora");
        await using var third = await OpenStream.OpenAsync(gateway, user: "nora");
        var before = gateway.Services.Received<GetInbox>().Count;

        await inbox.StoreAsync(1);

        foreach (var stream in (OpenStream[])[first, second, third])
            (await stream.NextAsync().OrHang()).Id.ShouldBe(InboxTestData.Id(1).ToString());
        gateway.Services.Received<GetInbox>().Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Should_end_the_oldest_when_there_is_one_more_than_may_be()
    {
        var inbox = new ScriptedInbox(gateway, "paul");
        await using var oldest = await OpenStream.OpenAsync(gateway, user: "paul");
        await using var second = await OpenStream.OpenAsync(gateway, user: "paul");
        await using var third = await OpenStream.OpenAsync(gateway, user: "paul");

        await using var newest = await OpenStream.OpenAsync(gateway, user: "paul");

        await oldest.EndAsync().OrHang();
        oldest.RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        await inbox.StoreAsync(1);
        foreach (var stream in (OpenStream[])[second, third, newest])
            (await stream.NextAsync().OrHang()).Id.ShouldBe(InboxTestData.Id(1).ToString());
    }

    [Fact]
    public async Task Should_give_a_stream_that_comes_back_what_it_missed_though_others_are_open()
    {
        var inbox = new ScriptedInbox(gateway, "rosa", stored: [1, 2]);
        await using var open = await OpenStream.OpenAsync(gateway, user: "rosa");

        await using var back = await OpenStream.OpenAsync(gateway, lastEventId: InboxTestData.Id(1).ToString(), user: "rosa");
        await inbox.StoreAsync(3);

        (await back.NextAsync().OrHang()).Id.ShouldBe(InboxTestData.Id(2).ToString());
        (await back.NextAsync().OrHang()).Id.ShouldBe(InboxTestData.Id(3).ToString());
        (await open.NextAsync().OrHang()).Id.ShouldBe(InboxTestData.Id(3).ToString());
    }

    [Fact]
    public async Task Should_end_them_all_when_their_messages_can_not_be_read_and_begin_anew()
    {
        var inbox = new ScriptedInbox(gateway, "sven");
        await using var first = await OpenStream.OpenAsync(gateway, user: "sven");
        await using var second = await OpenStream.OpenAsync(gateway, user: "sven");
        gateway.Services.On<GetInbox>(_ => throw new InvalidOperationException("The inbox is away."));

        await inbox.StoreAsync(1);

        await first.EndAsync().OrHang();
        await second.EndAsync().OrHang();
        inbox = new ScriptedInbox(gateway, "sven", stored: [1]);
        await using var again = await OpenStream.OpenAsync(gateway, user: "sven");
        await inbox.StoreAsync(2);
        (await again.NextAsync().OrHang()).Id.ShouldBe(InboxTestData.Id(2).ToString());
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:StreamsPerUser"] = $"{Limit}",
        };
    }
}
