using System.CommandLine;
using Contracts.Messages;
using Feedback.Saga.Erasure;
using Host.Configuration;
using Host.Databases;
using Notifications.Erasure;
using Shared;

namespace Host.Commands.Ops;

/// <summary>
/// <c>ops erase-user</c>: takes a person out of both databases, their outboxes, and the <c>_error</c> and <c>_skipped</c> queues.
/// </summary>
internal static class EraseUserVerb
{
    private static readonly Argument<string> _user = new("user") { Description = "The id of the user." };

    public static Command Create(Func<string[]> configuration) =>
        new Command(
            "erase-user",
            "Erases a person: profile, address, messages and notes go, a pseudonym takes the place of the id. It can't be undone.")
        {
            _user, OpsCommand.DryRun,
        }
        .Runs(configuration, (services, parsed, output, cancellationToken) =>
            EraseAsync(configuration, services, parsed, output, cancellationToken));

    private static async Task<int> EraseAsync(
        Func<string[]> configuration, OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var (userId, dryRun) = (parsed.GetRequiredValue(_user), parsed.GetValue(OpsCommand.DryRun));
        var pseudonym = FeedbackErasure.PseudonymOf(userId);
        if (TextRules.StorableIdProblem(userId) is { } problem)
            throw new StartRefusedException(OpsCommand.Verb, $"the id of a user {problem}.");

        await services.RefuseNewerAsync(DatabaseSettings.FeedbackKey, cancellationToken);
        await services.RefuseNewerAsync(DatabaseSettings.NotificationsKey, cancellationToken);
        var (name, address) = await OpsServices.InAsync(DatabaseSettings.NotificationsKey, () =>
            services.Of<NotificationsErasure>().ReadAsync(userId, cancellationToken));

        await using var saga = OpsServices.Create(configuration(), sendsAsSaga: true);

        // Notifications last: its profile says what to look for, should this have to be repeated.
        var touched = new List<ErasedRows>();
        Add(DatabaseNames.Feedback, await OpsServices.InAsync(DatabaseSettings.FeedbackKey, () =>
            saga.Of<FeedbackErasure>().EraseAsync(userId, name, address, dryRun, cancellationToken)));
        if (services.ErrorQueues is not null)
        {
            Add("broker", await ErrorsVerbs.EraseAsync(
                services, new PersonalTexts(userId, pseudonym, address, name), dryRun, cancellationToken));
        }

        Add(DatabaseNames.Notifications, await OpsServices.InAsync(DatabaseSettings.NotificationsKey, () =>
            services.Of<NotificationsErasure>().EraseAsync(userId, otherName: null, otherAddress: null, dryRun, cancellationToken)));

        output.Print(new { dryRun, pseudonym, Erased = touched }, tables =>
        {
            tables.Line($"{(dryRun ? "Would be erased" : "Erased")}; the pseudonym is {pseudonym}.");
            tables.Table(
                "Nothing named the user.", ["where", "what", "count"],
                touched.Select(rows => (object?[])[rows.Where, rows.What, rows.Count]));
        });
        return 0;

        void Add(string where, IReadOnlyDictionary<string, long> counts) =>
            touched.AddRange(counts.Where(count => count.Value > 0).Select(count => new ErasedRows(where, count.Key, count.Value)));
    }

    private sealed record ErasedRows(string Where, string What, long Count);
}
