using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Host.Configuration;
using Host.Transport;
using RabbitMQ.Client.Exceptions;
using Shared;

namespace Host.Commands.Ops;

/// <summary><c>ops errors</c>: messages whose handling failed, in the broker's <c>_error</c> queues.</summary>
internal static class ErrorsVerbs
{
    private static readonly Option<string> _queue = new("--queue") { Description = "The queue, with or without _error; without it, all." };
    private static readonly Option<string[]> _messages = new("--message")
    {
        Description = "The id of a message; several may be named.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> _contract = new("--contract") { Description = "The contract that a message is about." };
    private static readonly Option<Guid?> _request = new("--request") { Description = "The request that a message is about." };
    private static readonly Argument<string> _message = new("message") { Description = "The id of the message." };
    private static readonly Option<bool> _body = new("--body")
    {
        Description = "Shows what people wrote, too: notes, comments, names and addresses.",
    };

    public static Command Create(Func<string[]> configuration) =>
        new("errors", "Messages whose handling failed.")
        {
            new Command("list", "Lists them by queue, the oldest first.") { _queue, _messages, _contract, _request, OpsCommand.Take }
                .Runs(configuration, ListAsync),
            new Command("show", "Shows a message with its failure. Of texts it shows how long they are.") { _message, _queue, _body }
                .Runs(configuration, ShowAsync),
            new Command("replay", "Moves them back to their queue. Handling a message twice has one effect, and sends no second email.")
                {
                    _queue, _messages, _contract, _request, OpsCommand.Everything, OpsCommand.DryRun,
                }
                .Runs(configuration, (services, parsed, output, cancellationToken) => ChangeAsync(
                    services, parsed, output, "replayed",
                    (errors, queue, selection) => errors.ReplayAsync(queue, selection, cancellationToken), cancellationToken)),
            new Command("discard", "Deletes them: what they tell nobody learns.")
                {
                    _queue, _messages, _contract, _request, OpsCommand.Everything, OpsCommand.DryRun,
                }
                .Runs(configuration, (services, parsed, output, cancellationToken) => ChangeAsync(
                    services, parsed, output, "discarded",
                    (errors, queue, selection) => errors.DiscardAsync(queue, selection, cancellationToken), cancellationToken)),
        };

    /// <summary>Deletes the messages that name a person anywhere; returns how many failed and skipped ones there were.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> EraseAsync(
        OpsServices services, PersonalTexts person, bool dryRun, CancellationToken cancellationToken)
    {
        var counts = new List<KeyValuePair<string, long>>();
        foreach (var queue in Topology.Queues)
            counts.AddRange(await OnBrokerAsync(services, errors => errors.EraseAsync(queue, person, dryRun, cancellationToken)));

        return counts.ToDictionary();
    }

    private static async Task<int> ListAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var take = parsed.GetValue(OpsCommand.Take);
        var listed = new List<ErrorMessage>();
        foreach (var queue in Chosen(parsed))
        {
            if (listed.Count < take)
            {
                listed.AddRange(await OnBrokerAsync(services, errors =>
                    errors.ListAsync(queue, Selection(parsed), take - listed.Count, cancellationToken)));
            }
        }

        output.Print(
            new { Errors = listed.Select(error => error.ToRow()) },
            tables => tables.Table(
                "No message is in an error queue.",
                ["queue", "message", "type", "failure", "text", "failed at"],
                listed.Select(error => (object?[])
                [
                    error.Queue, error.MessageId, error.MessageType, error.Failure, error.FailureMessage, error.FailedAt,
                ])));
        return 0;
    }

    private static async Task<int> ShowAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_message);
        foreach (var queue in Chosen(parsed))
        {
            var found = await OnBrokerAsync(services, errors =>
                errors.ListAsync(queue, new ErrorSelection { MessageIds = [id] }, take: 1, cancellationToken));
            if (found is not [var error])
                continue;

            var body = parsed.GetValue(_body)
                ? MessageBody.Parse(error.Body) ?? JsonValue.Create(Encoding.UTF8.GetString(error.Body.Span))
                : error.BodyWithoutTexts();
            output.Print(new { Error = error.ToRow(), error.StackTrace, Body = body }, tables => tables.Table(
                "",
                ["member", "value"],
                [
                    ["queue", error.Queue], ["message", error.MessageId], ["type", error.MessageType], ["failure", error.Failure],
                    ["text", error.FailureMessage], ["failed at", error.FailedAt], ["body", body], ["stack trace", error.StackTrace],
                ]));
            return 0;
        }

        throw new StartRefusedException(OpsCommand.Verb, $"no error queue has the message {id}.");
    }

    private static async Task<int> ChangeAsync(
        OpsServices services,
        ParseResult parsed,
        OpsOutput output,
        string done,
        Func<IErrorQueues, string, ErrorSelection, Task<int>> change,
        CancellationToken cancellationToken)
    {
        var selection = Selection(parsed);
        parsed.RequireChoice(isNamed: parsed.GetValue(_queue) is not null || selection != ErrorSelection.All);
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        var counts = new Dictionary<string, int>();
        foreach (var queue in Chosen(parsed))
        {
            var count = await OnBrokerAsync(services, errors => dryRun
                ? errors.CountAsync(queue, selection, cancellationToken)
                : change(errors, queue, selection));
            if (count > 0)
                counts[queue] = count;
        }

        var total = counts.Values.Sum();
        output.Print(new { dryRun, Count = total, Queues = counts }, tables =>
        {
            tables.Line(OpsText.Changed(total, "message", done, dryRun));
            if (total > 0)
                tables.Table("", ["queue", "messages"], counts.Select(count => (object?[])[count.Key, count.Value]));
        });
        return 0;
    }

    private static ErrorSelection Selection(ParseResult parsed) => new()
    {
        MessageIds = parsed.GetValue(_messages) is { Length: > 0 } ids ? ids : null,
        ContractId = parsed.GetValue(_contract),
        RequestId = parsed.GetValue(_request),
    };

    private static IReadOnlyList<string> Chosen(ParseResult parsed)
    {
        const string suffix = "_error";
        if (parsed.GetValue(_queue) is not { } named)
            return Topology.Queues;

        var queue = named.EndsWith(suffix, StringComparison.Ordinal) ? named[..^suffix.Length] : named;
        return Topology.Queues.Contains(queue)
            ? [queue]
            : throw new StartRefusedException(OpsCommand.Verb, $"'{named}' is none of {string.Join(", ", Topology.Queues)}.");
    }

    private static async Task<T> OnBrokerAsync<T>(OpsServices services, Func<IErrorQueues, Task<T>> work)
    {
        if (services.ErrorQueues is not { } errors)
        {
            throw new StartRefusedException(
                OpsCommand.Verb, "in memory there are no error queues: what failed is parked; see ops parked list.");
        }

        var broker = services.Settings.Transport.RabbitMq!;
        await RabbitMqConnections.CheckAccessAsync(broker, CancellationToken.None);
        try
        {
            return await work(errors);
        }
        catch (BrokerUnreachableException)
        {
            throw new StartRefusedException("RabbitMq:Host", $"{broker.Host}:{broker.Port} does not answer.");
        }
        catch (OperationInterruptedException refusal)
        {
            throw new StartRefusedException("RabbitMq:Username", $"{broker.Host} refuses it: {refusal.ShutdownReason?.ReplyText}");
        }
    }

    private static object ToRow(this ErrorMessage error) => new
    {
        error.Queue,
        error.MessageId,
        error.MessageType,
        error.Failure,
        error.FailureMessage,
        error.FailedAt,
    };
}
