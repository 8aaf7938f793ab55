using System.CommandLine;
using Host.Configuration;
using Host.Databases;
using Notifications.Operations;

namespace Host.Commands.Ops;

/// <summary><c>ops deliveries</c>: what became of notices, and emails that are to go out again.</summary>
internal static class DeliveriesVerbs
{
    private static readonly Option<string> _status = new("--status") { Description = "The status, such as failed." };
    private static readonly Option<Guid?> _request = new("--request") { Description = "The request that the notice is about." };
    private static readonly Option<string> _kind = new("--kind") { Description = "The kind of notice, such as feedback-requested." };
    private static readonly Argument<Guid> _id = new("id") { Description = "The id of the delivery." };

    public static Command Create(Func<string[]> configuration) =>
        new("deliveries", "What became of notices.")
        {
            new Command("list", "Lists deliveries, the newest first, without addresses and texts.")
                {
                    _status, _request, _kind, OpsCommand.Take,
                }
                .Runs(configuration, ListAsync),
            new Command("resend", "Sends an email again, with the Message-ID that it has.") { _id, OpsCommand.Operator, OpsCommand.DryRun }
                .Runs(configuration, ResendAsync),
            new Command(
                    "release",
                    "Sends again the emails that were given up at Email:Horizon, with the Message-IDs that they have: the fault was ours, "
                    + "or nobody's. What a mail server refused for good because of the recipient is left; resend sends it all the same.")
                {
                    _request, _kind, OpsCommand.Operator, OpsCommand.Everything, OpsCommand.DryRun,
                }
                .Runs(configuration, ReleaseAsync),
        };

    private static async Task<int> ListAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var selection = Selection(parsed) with { Status = parsed.GetValue(_status) };
        var listed = await In(() => services.Notifications.ListAsync(selection, parsed.GetValue(OpsCommand.Take), cancellationToken));
        output.Print(new { Deliveries = listed }, tables => Write(tables, listed));
        return 0;
    }

    private static async Task<int> ResendAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_id);
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        await services.RefuseNewerAsync(DatabaseSettings.NotificationsKey, cancellationToken);
        var result = ReleaseResult.Of(id, await In(() =>
            services.Notifications.ResendAsync(id, parsed.GetValue(OpsCommand.Operator)!, dryRun, cancellationToken)));
        if (result.Refusal is { } refusal)
            throw new StartRefusedException(OpsCommand.Verb, $"delivery {id} is not sent again. {refusal}");

        output.Print(new { dryRun, result.DeliveryId }, tables => tables.Line(OpsText.Changed(1, "email", "sent again", dryRun)));
        return 0;
    }

    private static async Task<int> ReleaseAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var selection = Selection(parsed);
        parsed.RequireChoice(isNamed: selection != new DeliverySelection());
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        await services.RefuseNewerAsync(DatabaseSettings.NotificationsKey, cancellationToken);
        var results = await In(() => services.Notifications.ReleaseAsync(
            selection,
            int.MaxValue,
            id => services.Notifications.ResendAsync(id, parsed.GetValue(OpsCommand.Operator)!, dryRun, cancellationToken),
            cancellationToken));
        var released = results.Count(result => result.IsReleased);
        var refused = results.Where(result => !result.IsReleased).ToList();
        var ids = results.Where(result => result.IsReleased).Select(result => result.DeliveryId);
        output.Print(
            new { dryRun, Count = released, Released = ids, refused },
            tables =>
            {
                tables.Line(OpsText.Changed(released, "email", "sent again", dryRun));
                if (refused.Count == 0)
                    return;

                var rows = refused.Select(result => (object?[])[result.DeliveryId, result.Refusal]);
                tables.Table("", ["delivery", "not sent again"], rows);
            });
        return 0;
    }

    private static void Write(OpsOutput output, IEnumerable<ListedDelivery> deliveries) => output.Table(
        "There is no such delivery.",
        ["delivery", "notice", "channel", "status", "attempts", "at", "reason", "request", "contract", "recipient"],
        deliveries.Select(delivery => (object?[])
        [
            delivery.DeliveryId, delivery.Notice, delivery.Channel, delivery.Status, delivery.Attempts, delivery.At, delivery.Reason,
            delivery.RequestId, delivery.ContractId, delivery.RecipientId,
        ]));

    private static DeliverySelection Selection(ParseResult parsed) =>
        new() { RequestId = parsed.GetValue(_request), Kind = parsed.GetValue(_kind) };

    private static Task<T> In<T>(Func<Task<T>> work) => OpsServices.InAsync(DatabaseSettings.NotificationsKey, work);
}
