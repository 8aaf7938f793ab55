using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Separate;

public sealed class When_the_mail_server_wants_tls_and_a_password : IAsyncLifetime
{
    private readonly SeparateSystem _system = new() { MailWithTls = true };

    public ValueTask InitializeAsync() => _system.InitializeAsync();

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task Should_deliver_over_an_encrypted_connection_to_a_server_whose_certificate_is_trusted()
    {
        var contract = await _system.ContractAsync();

        await _system.RequestedAsync(contract);

        var mail = (await _system.Mail.MailsToAsync(contract.ClientEmail)).ShouldHaveSingleItem();
        mail.Username.ShouldBe("notifier");
    }
}
