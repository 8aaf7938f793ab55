using Notifications.Tests.Support;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

/// <summary>The service and a mail server on loopback, which offers no TLS unless the test says so.</summary>
public abstract class SmtpSituation : IAsyncLifetime
{
    private protected SmtpServer Server { get; private set; } = null!;

    private protected RunningNotifications Service { get; private set; } = null!;

    protected virtual bool Tls => false;

    protected virtual bool WantsCertificate => false;

    public virtual async ValueTask InitializeAsync()
    {
        Server = await SmtpServer.StartAsync(tls: Tls, wantsCertificate: WantsCertificate);
        await StartServiceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the service, in the place of the one that runs.</summary>
    private protected async Task StartServiceAsync(params (string, string)[] settings)
    {
        if (Service is not null)
            await Service.DisposeAsync();

        Service = await RunningNotifications.StartAsync(
            settings:
            [
                ("Email:Host", Server.Host), ("Email:Port", $"{Server.Port}"), ("Email:StartTls", $"{Tls}"),
                ("Email:From", "Feedback <feedback@mail.example>"), .. settings,
            ]);
        await Service.PublishAndSettleAsync(TestData.ClientProfile, TestData.FreelancerProfile);
    }
}
