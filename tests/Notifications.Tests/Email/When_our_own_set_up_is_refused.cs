using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_our_own_set_up_is_refused : NotificationsSituation
{
    private readonly ConcurrentQueue<string?> _counted = [];

    [Fact]
    public async Task R51_Should_count_every_attempt_that_was_refused_by_its_class_of_failure()
    {
        var (ours, theirs) = ($"smtp-{Guid.NewGuid():N}", $"smtp-{Guid.NewGuid():N}");
        using var listener = Listen();
        Mail.OnSend = _ => throw new EmailNotSentException(ours, EmailFailure.SetUp);

        await Service.PublishAndSettleAsync(TestData.Requested());
        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));
        Mail.OnSend = _ => throw new EmailNotSentException(theirs, EmailFailure.Refused);
        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        _counted.Count(errorClass => errorClass == ours).ShouldBe(2);
        _counted.ShouldNotContain(theirs);
    }

    /// <summary>Hears of the attempts of tests that run at the same time, too.</summary>
    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "notifications.email.setup_refusals")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
                _counted.Enqueue(tag.Value as string);
        });
        listener.Start();
        return listener;
    }
}
