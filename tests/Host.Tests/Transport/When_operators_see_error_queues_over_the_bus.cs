using System.Text;
using Contracts.Messages;
using Host.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Shared;
using Shouldly;

namespace Host.Tests.Transport;

/// <summary>What a service shows of its error queues, and what it does with them.</summary>
public sealed class When_operators_see_error_queues_over_the_bus
{
    private static readonly string[] _owned = ["feedback-queries", "feedback-request"];

    [Fact]
    public async Task Should_list_those_of_the_services_own_queues_without_bodies()
    {
        var queues = new Queues(Message("feedback-queries", "a"), Message("feedback-request", "b"), Message("notifications-email", "c"));

        var all = await queues.Shown.ListAsync(_owned, queue: null, messageId: null, limit: 10, Cancelled);
        var one = await queues.Shown.ListAsync(_owned, "feedback-request", messageId: null, limit: 10, Cancelled);
        var foreign = await queues.Shown.ListAsync(_owned, "notifications-email", messageId: null, limit: 10, Cancelled);

        all.Items.Select(item => item.MessageId).ShouldBe(["a", "b"]);
        all.Items.ShouldAllBe(item => item.Body == null && item.StackTrace == null && item.Failure == "Some.Exception");
        (all.HasMore, all.Missing).ShouldBe((false, null));
        one.Items.Select(item => item.MessageId).ShouldBe(["b"]);
        foreign.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_list_no_more_than_that_and_say_so()
    {
        var queues = new Queues([.. Enumerable.Range(0, 150).Select(number => Message("feedback-request", $"{number}"))]);

        var few = await queues.Shown.ListAsync(_owned, queue: null, messageId: null, limit: 3, Cancelled);
        var most = await queues.Shown.ListAsync(_owned, queue: null, messageId: null, limit: 1_000, Cancelled);

        (few.Items.Count, few.HasMore).ShouldBe((3, true));
        (most.Items.Count, most.HasMore).ShouldBe((Limits.MaxPageSize, true));
    }

    [Fact]
    public async Task Should_show_one_with_a_body_of_bounded_length_and_without_what_people_wrote()
    {
        var many = string.Join(',', Enumerable.Repeat("1234567890", 9_000));
        var body = $$"""{"contractId":"c-1","message":"A private note","many":[{{many}}]}""";
        var queues = new Queues(Message("feedback-request", "a", body), Message("feedback-request", "b", "no JSON of anybody"));

        var shown = (await queues.Shown.ListAsync(_owned, "feedback-request", "a", limit: 1, Cancelled)).Items.ShouldHaveSingleItem();
        var strange = (await queues.Shown.ListAsync(_owned, "feedback-request", "b", limit: 1, Cancelled)).Items.ShouldHaveSingleItem();

        shown.Body.ShouldNotBeNull().ShouldContain("c-1");
        shown.Body.ShouldContain("(14 characters)");
        shown.Body.ShouldNotContain("private");
        shown.Body.Length.ShouldBe(OperatorErrorQueues.MaxText + 1);
        shown.StackTrace.ShouldBe("at Somewhere()");
        strange.Body.ShouldBe("\"(18 bytes that are no JSON)\"");
    }

    [Fact]
    public async Task Should_change_one_or_all_of_its_own_queues_and_name_the_operator()
    {
        var queues = new Queues(Message("feedback-request", "a"), Message("feedback-request", "b"), Message("notifications-email", "c"));

        var one = await queues.Shown.ChangeAsync(_owned, StoppedMessageActions.Replay, "feedback-request", "a", "olga", Cancelled);
        var rest = await queues.Shown.ChangeAsync(_owned, StoppedMessageActions.Discard, "feedback-request", null, "olga", Cancelled);
        var foreign = await queues.Shown.ChangeAsync(_owned, StoppedMessageActions.Discard, "notifications-email", null, "olga", Cancelled);

        (one.Count, rest.Count, foreign.Count).ShouldBe((1, 1, 0));
        queues.Done.ShouldBe(["replayed a", "discarded b"]);
        queues.Log.GetSnapshot().Select(record => record.Message).ShouldBe(
        [
            "Audit: olga, replay of failed messages of feedback-request: 1",
            "Audit: olga, discard of failed messages of feedback-request: 1",
        ]);
    }

    [Fact]
    public async Task Should_say_in_words_that_there_are_none_in_memory()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var shown = new OperatorErrorQueues(services, NullLogger<OperatorErrorQueues>.Instance);

        var listed = await shown.ListAsync(_owned, queue: null, messageId: null, limit: 10, Cancelled);
        var changed = await shown.ChangeAsync(_owned, StoppedMessageActions.Replay, "feedback-request", null, "olga", Cancelled);

        (listed.Items.Count, listed.Missing).ShouldBe((0, OperatorErrorQueues.InMemory));
        changed.Count.ShouldBe(0);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static ErrorMessage Message(string queue, string id, string body = "{}") =>
        new(queue, id, "urn:message:Some", "Some.Exception", "Request r-1", "2026-01-01", Deliveries: 0)
        {
            StackTrace = "at Somewhere()",
            Body = Encoding.UTF8.GetBytes(body),
        };

    /// <summary>Error queues in the place of the broker's.</summary>
    private sealed class Queues : IErrorQueues
    {
        private readonly List<ErrorMessage> _messages;

        public Queues(params ErrorMessage[] messages)
        {
            _messages = [.. messages];
            var services = new ServiceCollection().AddSingleton<IErrorQueues>(this).BuildServiceProvider();
            var logger = new FakeLogger<OperatorErrorQueues>();
            (Log, Shown) = (logger.Collector, new OperatorErrorQueues(services, logger));
        }

        public OperatorErrorQueues Shown { get; }

        public FakeLogCollector Log { get; }

        public List<string> Done { get; } = [];

        public Task<IReadOnlyList<ErrorMessage>> ListAsync(
            string queue, ErrorSelection selection, int take, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ErrorMessage>>([.. Meant(queue, selection).Take(take)]);

        public Task<int> CountAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken) =>
            Task.FromResult(Meant(queue, selection).Count());

        public Task<int> ReplayAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken) =>
            Remove(queue, selection, "replayed");

        public Task<int> DiscardAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken) =>
            Remove(queue, selection, "discarded");

        public Task<IReadOnlyDictionary<string, long>> EraseAsync(
            string queue, PersonalTexts person, bool dryRun, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private Task<int> Remove(string queue, ErrorSelection selection, string verb)
        {
            var meant = Meant(queue, selection).ToList();
            Done.AddRange(meant.Select(message => $"{verb} {message.MessageId}"));
            return Task.FromResult(_messages.RemoveAll(meant.Contains));
        }

        private IEnumerable<ErrorMessage> Meant(string queue, ErrorSelection selection) =>
            _messages.Where(message => message.Queue == queue && selection.Includes(message.MessageId, message.Body));
    }
}
