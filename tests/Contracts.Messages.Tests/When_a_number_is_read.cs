using Shouldly;

namespace Contracts.Messages.Tests;

/// <summary>No number is rounded (R46).</summary>
public sealed class When_a_number_is_read
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0e5", "0")]
    [InlineData("15e-1", "1.5")]
    [InlineData("5E0", "5")]
    [InlineData("-12.5000", "-12.5")]
    [InlineData("999999999999.9999", "999999999999.9999")]
    [InlineData("1.0000000000000000000000000000000000000000", "1")]
    [InlineData("0000000000000000000000000000000000000001", "1")]
    public void Should_be_as_it_is_written(string text, string read)
    {
        Numbers.TryParse(text, out var number).ShouldBeTrue();

        number.ShouldBe(decimal.Parse(read, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0.9999999999999999999999999999999999999999")]
    [InlineData("1.0000000000000000000000000000000000000001")]
    [InlineData("1e-400")]
    [InlineData("1e400")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("NaN")]
    [InlineData("")]
    [InlineData(null)]
    public void Should_be_none_where_it_would_be_rounded(string? text) =>
        Numbers.TryParse(text, out _).ShouldBeFalse();
}
