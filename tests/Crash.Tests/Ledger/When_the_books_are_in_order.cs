using Crash.Ledger;
using Shouldly;
using Xunit;

namespace Crash.Tests.Ledger;

public sealed class When_the_books_are_in_order
{
    [Fact]
    public void Should_find_nothing() => Audit.Run(Books.InOrder()).ShouldBeEmpty();

    [Fact]
    public void Should_take_the_same_message_again_for_a_redelivery()
    {
        var books = Books.InOrder();

        Audit.Run(books with { Seen = [.. books.Seen, .. books.Seen] }).ShouldBeEmpty();
    }

    [Fact]
    public void Should_take_the_same_mail_again_for_one_sent_again()
    {
        var books = Books.InOrder();

        Audit.Run(books with { Mails = [.. books.Mails, .. books.Mails] }).ShouldBeEmpty();
    }
}
