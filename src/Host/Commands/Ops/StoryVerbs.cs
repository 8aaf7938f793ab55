using System.CommandLine;
using Feedback.Saga.Operations;
using Host.Configuration;
using Host.Databases;
using Messaging.EntityFrameworkCore.Operations;

namespace Host.Commands.Ops;

/// <summary><c>ops request</c> and <c>ops contract</c>: everything that happened, in order.</summary>
internal static class StoryVerbs
{
    private static readonly Argument<Guid> _requestId = new("id") { Description = "The id of the request." };
    private static readonly Argument<string> _contractId = new("id")
    {
        Description = "The id of the contract. One that begins with - or has a = stands after --.",
    };

    public static Command CreateRequest(Func<string[]> configuration) =>
        new Command("request", "Tells everything that happened to a request, with reasons, policy, facts, timers and deliveries.")
        {
            _requestId,
        }
        .Runs(configuration, (services, parsed, output, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(_requestId);
            return RunAsync(
                services, output, $"request {id}", () => services.Feedback.RequestAsync(id, cancellationToken), cancellationToken);
        });

    public static Command CreateContract(Func<string[]> configuration) =>
        new Command("contract", "Tells everything that happened to a contract and on it, likewise.")
        {
            _contractId,
        }
        .Runs(configuration, (services, parsed, output, cancellationToken) =>
        {
            var id = parsed.GetRequiredValue(_contractId);
            return RunAsync(
                services, output, $"contract {id}", () => services.Feedback.ContractAsync(id, cancellationToken), cancellationToken);
        });

    private static async Task<int> RunAsync(
        OpsServices services, OpsOutput output, string what, Func<Task<FeedbackStory?>> read, CancellationToken cancellationToken)
    {
        var story = await OpsServices.InAsync(DatabaseSettings.FeedbackKey, read)
            ?? throw new StartRefusedException(OpsCommand.Verb, $"nothing is known of {what}.");
        var notices = await OpsServices.InAsync(
            DatabaseSettings.NotificationsKey, () => services.Notifications.StoryAsync(story.Subjects, cancellationToken));
        List<StoryEntry> entries = [.. story.Entries.Concat(notices).OrderBy(entry => entry.At).Select(WithoutNulls)];

        output.Print(new { Entries = entries }, tables => tables.Table(
            "",
            ["at", "what", "id", "details"],
            entries.Select(entry => (object?[])[entry.At, entry.What, entry.Id, entry.Details])));
        return 0;
    }

    private static StoryEntry WithoutNulls(StoryEntry entry) => entry with
    {
        Details = entry.Details.Where(detail => detail.Value is not null).ToDictionary(),
    };
}
