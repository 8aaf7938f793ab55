using Xunit;

namespace Notifications.Tests.Support;

/// <summary>A running service, new for each test, that knows both parties unless a test says otherwise.</summary>
public abstract class NotificationsSituation : IAsyncLifetime
{
    internal RunningNotifications Service { get; private set; } = null!;

    internal ScriptedEmailSender Mail => Service.Mail;

    public async ValueTask InitializeAsync()
    {
        Service = await RunningNotifications.StartAsync();
        await GivenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual Task GivenAsync() => Service.PublishAndSettleAsync(TestData.ClientProfile, TestData.FreelancerProfile);
}
