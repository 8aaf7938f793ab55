
namespace Feedback.Saga.Commands;

/// <summary>What the commands on a contract have in common.</summary>
/// <param name="Kind">One of <see cref="CommandKinds"/>.</param>
/// <param name="Id">The id of the request, the feedback or the report that the command is to make; of a decline, its own.</param>
/// <param name="ContractId">The contract that it is about.</param>
/// <param name="CallerId">Who sent it.</param>
/// <param name="At">The instant that it is judged at.</param>
/// <param name="Idempotency">What makes a repeated call recognisable.</param>
internal sealed record Command(
    string Kind, Guid Id, string ContractId, string CallerId, DateTimeOffset At, IdempotencyKey? Idempotency)
{
    public static Command Of(RequestFeedback request) =>
        new(CommandKinds.RequestFeedback, request.RequestId, request.ContractId, request.CallerId,
            request.RequestedAt.ToMicroseconds(), request.Idempotency);

    public static Command Of(ProvideFeedback provide) =>
        new(CommandKinds.ProvideFeedback, provide.FeedbackId, provide.ContractId, provide.CallerId,
            provide.SubmittedAt.ToMicroseconds(), provide.Idempotency);

    public static Command Of(ReportFeedback report) =>
        new(CommandKinds.ReportFeedback, report.ReportId, report.ContractId, report.CallerId,
            report.ReportedAt.ToMicroseconds(), report.Idempotency);

    public static Command Of(DeclineFeedbackRequest decline) =>
        new(CommandKinds.DeclineRequest, decline.DeclineId, decline.ContractId, decline.CallerId,
            decline.DeclinedAt.ToMicroseconds(), decline.Idempotency);
}

/// <summary>The commands, and the sweep of the reconciliation, as they stand in the database.</summary>
internal static class CommandKinds
{
    public const string RequestFeedback = "ask";
    public const string ProvideFeedback = "give";
    public const string ReportFeedback = "report";
    public const string DeclineRequest = "decline";
    public const string Sweep = "sweep";
    public const int MaxLength = 8;
}
