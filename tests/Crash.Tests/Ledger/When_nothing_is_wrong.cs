using Crash.Ledger;
using Shouldly;
using Xunit;

namespace Crash.Tests.Ledger;

public sealed class When_nothing_is_wrong
{
    [Fact]
    public void Should_find_nothing() => Audit.Run(TestData.SoundEvidence()).ShouldBeEmpty();

    [Fact]
    public void Should_take_the_same_message_again_for_a_redelivery()
    {
        var evidence = TestData.SoundEvidence();

        Audit.Run(evidence with { Seen = [.. evidence.Seen, .. evidence.Seen] }).ShouldBeEmpty();
    }

    [Fact]
    public void Should_take_the_same_mail_again_for_one_sent_again()
    {
        var evidence = TestData.SoundEvidence();

        Audit.Run(evidence with { Mails = [.. evidence.Mails, .. evidence.Mails] }).ShouldBeEmpty();
    }
}
