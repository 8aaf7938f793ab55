using System.CommandLine;
using Feedback.Saga.Persistence;
using Host.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Notifications.Persistence;

namespace Host.Commands.Ops;

/// <summary><c>ops parked</c>: messages that could not be sent, or in memory not be handled, and were set aside.</summary>
internal static class ParkedVerbs
{
    private const int PageSize = 1_000;

    private static readonly Option<string> _outbox = new("--outbox") { Description = "The outbox; without it, both." };
    private static readonly Option<Guid[]> _ids = new("--id")
    {
        Description = "The id of a row; several may be named.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> _type = new("--type") { Description = "The message type, as it is listed." };
    private static readonly Option<string> _destination = new("--destination") { Description = "The destination, as it is listed." };
    private static readonly Option<string> _error = new("--error") { Description = "The last failure, as it is listed." };

    static ParkedVerbs() => _outbox.AcceptOnlyFromAmong(DatabaseNames.Feedback, DatabaseNames.Notifications);

    public static Command Create(Func<string[]> configuration) =>
        new("parked", "Messages that could not be sent and were set aside.")
        {
            new Command("list", "Lists them, those that were parked first first.")
                {
                    _outbox, _ids, _type, _destination, _error, OpsCommand.Take,
                }
                .Runs(configuration, ListAsync),
            new Command("replay", "Has them sent again, with all their attempts before them.")
                {
                    _outbox, _ids, _type, _destination, _error, OpsCommand.Everything, OpsCommand.DryRun,
                }
                .Runs(configuration, (services, parsed, output, cancellationToken) => ChangeAsync(
                    services, parsed, output, "replayed",
                    (parked, selection) => parked.ReplayAsync(selection, cancellationToken), cancellationToken)),
            new Command("discard", "Deletes them: what they tell nobody learns.")
                {
                    _outbox, _ids, _type, _destination, _error, OpsCommand.Everything, OpsCommand.DryRun,
                }
                .Runs(configuration, (services, parsed, output, cancellationToken) => ChangeAsync(
                    services, parsed, output, "discarded",
                    (parked, selection) => parked.DiscardAsync(selection, cancellationToken), cancellationToken)),
        };

    private static async Task<int> ListAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var listed = new List<ParkedRow>();
        foreach (var outbox in Chosen(services, parsed))
        {
            listed.AddRange((await OpsServices.InAsync(outbox.Key, () => outbox.Parked.ListAsync(
                Selection(parsed), skip: 0, parsed.GetValue(OpsCommand.Take), cancellationToken)))
                .Select(message => new ParkedRow(outbox.Name, message)));
        }

        output.Print(new { Parked = listed }, tables => Write(tables, listed));
        return 0;
    }

    private static async Task<int> ChangeAsync(
        OpsServices services,
        ParseResult parsed,
        OpsOutput output,
        string done,
        Func<IParkedMessages, ParkedSelection, Task<int>> change,
        CancellationToken cancellationToken)
    {
        var selection = Selection(parsed);
        parsed.RequireChoice(isNamed: selection != new ParkedSelection());
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        var count = 0;
        var chosen = Chosen(services, parsed).ToList();
        foreach (var outbox in chosen)
            await services.RefuseNewerAsync(outbox.Key, cancellationToken);

        foreach (var outbox in chosen)
        {
            count += await OpsServices.InAsync(outbox.Key, () => dryRun
                ? CountAsync(outbox.Parked, selection, cancellationToken)
                : change(outbox.Parked, selection));
        }

        output.Print(new { dryRun, count }, tables => tables.Line(OpsText.Changed(count, "message", done, dryRun)));
        return 0;
    }

    private static async Task<int> CountAsync(IParkedMessages parked, ParkedSelection selection, CancellationToken cancellationToken)
    {
        for (var count = 0; ; count += PageSize)
        {
            var page = await parked.ListAsync(selection, count, PageSize, cancellationToken);
            if (page.Count < PageSize)
                return count + page.Count;
        }
    }

    private static void Write(OpsOutput output, IEnumerable<ParkedRow> rows) => output.Table(
        "Nothing is parked.",
        ["outbox", "id", "message", "type", "destination", "attempts", "last error", "parked at"],
        rows.Select(row => (object?[])
        [
            row.Outbox, row.Message.Id, row.Message.MessageId, row.Message.MessageType, row.Message.Destination, row.Message.Attempts,
            row.Message.LastError, row.Message.ParkedAt,
        ]));

    private static IEnumerable<(string Name, string Key, IParkedMessages Parked)> Chosen(OpsServices services, ParseResult parsed)
    {
        (string Name, string Key, IParkedMessages Parked)[] all =
        [
            (DatabaseNames.Feedback, DatabaseSettings.FeedbackKey, services.Of<IParkedMessages<FeedbackDbContext>>()),
            (DatabaseNames.Notifications, DatabaseSettings.NotificationsKey, services.Of<IParkedMessages<NotificationsDbContext>>()),
        ];
        return parsed.GetValue(_outbox) is { } name ? all.Where(outbox => outbox.Name == name) : all;
    }

    private static ParkedSelection Selection(ParseResult parsed) => new()
    {
        Ids = parsed.GetValue(_ids) is { Length: > 0 } ids ? ids : null,
        MessageType = parsed.GetValue(_type),
        Destination = parsed.GetValue(_destination),
        LastError = parsed.GetValue(_error),
    };
}

/// <summary>A parked row, and whose outbox it stands in.</summary>
internal sealed record ParkedRow(string Outbox, ParkedMessage Message);
