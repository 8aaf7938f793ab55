using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Ledger;
using Notifications.Persistence;
using Notifications.Profiles;

namespace Notifications.Email;

/// <summary>Records what came of handing an email over, and sets the timer of the next attempt with it.</summary>
internal sealed partial class SendEmailConsumer(
    NotificationsDbContext db, IOptions<EmailOptions> options, TimeProvider clock, ILogger<SendEmailConsumer> logger)
    : IConsumer<SendEmail>
{
    public Task Consume(ConsumeContext<SendEmail> context)
    {
        if (!context.ReceiveContext.TryGetPayload<HandoverOutcome>(out var outcome))
            throw new InvalidOperationException("The endpoint has no EmailHandoverFilter: nothing was handed over.");

        return outcome switch
        {
            HandoverOutcome.Sent sent => RecordSentAsync(context, sent),
            HandoverOutcome.NotSent notSent => RecordNotSentAsync(context, notSent),
            HandoverOutcome.NoAddress => RecordNoAddressAsync(context),
            HandoverOutcome.UnderWay underWay => AskAgainAsync(context, underWay.Attempt + 1, underWay.Until),
            _ => Task.CompletedTask,
        };
    }

    private async Task RecordSentAsync(ConsumeContext<SendEmail> context, HandoverOutcome.Sent sent)
    {
        var line = await LineOfAsync(context, sent);
        line.Status = DeliveryStatuses.Delivered;
        line.At = Now();
        line.SendingUntil = null;
        line.LastError = null;
        line.Facts = null;
        LogSent(line.DeliveryId, line.Attempts);
    }

    /// <summary>Nearly always the line is as the attempt left it; when that turns out wrong, this is tried again with its row locked.</summary>
    private async Task<Delivery> LineOfAsync(ConsumeContext<SendEmail> context, HandoverOutcome.Sent sent)
    {
        if (context.GetRetryAttempt() > 0 && await db.FindAndLockAsync<Delivery>(sent.Line.DeliveryId, context.CancellationToken) is { } line)
            return line;

        db.Attach(sent.Line);
        return sent.Line;
    }

    private async Task RecordNotSentAsync(ConsumeContext<SendEmail> context, HandoverOutcome.NotSent notSent)
    {
        var line = await LockAsync(context);
        if (line is null || line.Attempts != notSent.Attempt)
            return;

        var retries = options.Value.Retries;
        var now = Now();
        line.At = now;
        line.SendingUntil = null;
        line.LastError = notSent.ErrorClass;
        if (notSent.IsPermanent || notSent.Attempt > retries.Count)
        {
            line.Status = DeliveryStatuses.Failed;
            LogFailed(line.DeliveryId, line.Notice, line.SourceId, line.RecipientId, notSent.Attempt, notSent.ErrorClass);
            return;
        }

        var next = now + retries[notSent.Attempt - 1];
        line.Status = DeliveryStatuses.Retrying;
        await AskAgainAsync(context, notSent.Attempt + 1, next);
        LogRetrying(line.DeliveryId, line.Notice, line.SourceId, line.RecipientId, notSent.Attempt, notSent.ErrorClass, next);
    }

    /// <summary>
    /// The recipient's profile is locked as well, made if need be: an address that arrives in this very moment either
    /// shows here, or finds the email waiting.
    /// </summary>
    private async Task RecordNoAddressAsync(ConsumeContext<SendEmail> context)
    {
        var line = await LockAsync(context);
        if (line is null || line.SendingUntil > Now())
            return;

        var profile = await db.FindAndLockAsync<UserProfile>(line.RecipientId, context.CancellationToken);
        if (profile?.Email is not null)
        {
            await context.Send(SendEmail.Queue, new SendEmail { DeliveryId = line.DeliveryId, Attempt = line.Attempts + 1 });
            return;
        }

        if (profile is null)
            db.Add(new UserProfile { UserId = line.RecipientId });

        line.Status = DeliveryStatuses.WaitingForAddress;
        line.At = Now();
        line.SendingUntil = null;
        LogNoAddress(line.DeliveryId, line.Notice, line.SourceId, line.RecipientId);
    }

    private static Task<ScheduledMessage<SendEmail>> AskAgainAsync(ConsumeContext<SendEmail> context, int attempt, DateTimeOffset at) =>
        context.ScheduleSend(
            SendEmail.Queue,
            at.UtcDateTime,
            new SendEmail { DeliveryId = context.Message.DeliveryId, Attempt = attempt },
            context.CancellationToken);

    /// <summary>The line, locked; none when it is settled.</summary>
    private async Task<Delivery?> LockAsync(ConsumeContext<SendEmail> context)
    {
        var line = await db.FindAndLockAsync<Delivery>(context.Message.DeliveryId, context.CancellationToken);
        return line?.Status is DeliveryStatuses.Delivered or DeliveryStatuses.Failed ? null : line;
    }

    private DateTimeOffset Now() => clock.GetUtcNow().ToMicroseconds();

    [LoggerMessage(LogLevel.Information, "Email {DeliveryId} is delivered, attempt {Attempt}.")]
    private partial void LogSent(Guid deliveryId, int attempt);

    [LoggerMessage(
        LogLevel.Warning,
        "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}: attempt {Attempt} failed with {ErrorClass}; the next is at {Next:O}.")]
    private partial void LogRetrying(
        Guid deliveryId, string notice, Guid sourceId, string recipientId, int attempt, string errorClass, DateTimeOffset next);

    [LoggerMessage(
        LogLevel.Error,
        "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}: given up after attempt {Attempt}, {ErrorClass}.")]
    private partial void LogFailed(
        Guid deliveryId, string notice, Guid sourceId, string recipientId, int attempt, string errorClass);

    [LoggerMessage(
        LogLevel.Information, "Email {DeliveryId}, {Notice} of {SourceId}, waits for an address of {RecipientId}.")]
    private partial void LogNoAddress(Guid deliveryId, string notice, Guid sourceId, string recipientId);
}
