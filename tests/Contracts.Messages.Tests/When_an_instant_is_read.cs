using System.Text.Json;
using MassTransit.Serialization;
using Shouldly;

namespace Contracts.Messages.Tests;

/// <summary>The HTTP door reads an instant by <see cref="Instants"/>, the broker door with the message; both say the same (R46).</summary>
public sealed class When_an_instant_is_read
{
    [Theory]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-01T12:00:00.000000Z")]
    [InlineData("2026-07-01t12:00:00z", "2026-07-01T12:00:00.000000Z")]
    [InlineData("2026-07-01T12:00Z", "2026-07-01T12:00:00.000000Z")]
    [InlineData("2026-07-01T12:00:00+00:00", "2026-07-01T12:00:00.000000Z")]
    [InlineData("2026-07-01T12:00:00-00:00", "2026-07-01T12:00:00.000000Z")]
    [InlineData("2026-07-01T12:00:00+02:00", "2026-07-01T10:00:00.000000Z")]
    [InlineData("2026-07-01T12:00:00-05:30", "2026-07-01T17:30:00.000000Z")]
    [InlineData("2026-07-01T12:00:00+23:59", "2026-06-30T12:01:00.000000Z")]
    [InlineData("2026-07-01T12:00:00.5Z", "2026-07-01T12:00:00.500000Z")]
    [InlineData("2026-07-01T12:00:00.1234567Z", "2026-07-01T12:00:00.123456Z")]
    [InlineData("2026-07-01T12:00:00.12345678901234567890z", "2026-07-01T12:00:00.123456Z")]
    [InlineData("2026-07-01T23:59:59.999999999Z", "2026-07-01T23:59:59.999999Z")]
    [InlineData("2026-12-31T23:59:59.99999999999+00:00", "2026-12-31T23:59:59.999999Z")]
    public void R46_Should_take_every_spelling_and_cut_what_is_finer_than_a_microsecond(string text, string expected)
    {
        Instants.TryParse(text, out var instant).ShouldBeTrue();

        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", null).ShouldBe(expected);
        instant.Offset.ShouldBe(TimeSpan.Zero);
        ReadWithItsMessage(JsonSerializer.Serialize(text)).ShouldBe(instant);
    }

    [Theory]
    [InlineData("2026-07-01T12:00:00")]
    [InlineData("2026-07-01T12:00:00.5")]
    [InlineData("2026-07-01T12:00")]
    [InlineData("2026-07-01")]
    [InlineData("2026-07-01Z")]
    [InlineData("2026-07-01 12:00:00Z")]
    [InlineData("2026-07-01T12:00:00Z\n")]
    [InlineData("2026-07-01T12:00:00Z ")]
    [InlineData(" 2026-07-01T12:00:00Z")]
    [InlineData("2026-07-01T12:00:00.Z")]
    [InlineData("2026-07-01T12:00.5Z")]
    [InlineData("2026-07-01T12:00:00,5Z")]
    [InlineData("2026-07-01T12:00:00+0200")]
    [InlineData("2026-07-01T12:00:00+02")]
    [InlineData("2026-07-01T12:00:00+24:00")]
    [InlineData("2026-07-01T12:00:00+02:60")]
    [InlineData("2026-06-30T23:59:60Z")]
    [InlineData("2026-07-01T24:00:00Z")]
    [InlineData("2026-02-29T12:00:00Z")]
    [InlineData("٢٠٢٦-07-01T12:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void R46_Should_refuse_every_other_text(string text)
    {
        Instants.TryParse(text, out _).ShouldBeFalse();

        RefusedWithItsMessage(JsonSerializer.Serialize(text));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("1782907200")]
    [InlineData("true")]
    [InlineData("""["2026-07-01T12:00:00Z"]""")]
    [InlineData("""{ "at": "2026-07-01T12:00:00Z" }""")]
    [InlineData("""
        "\ud800"
        """)]
    public void R46_Should_refuse_what_is_no_text(string json) => RefusedWithItsMessage(json);

    /// <summary>The refusal names the member, as over HTTP.</summary>
    private static void RefusedWithItsMessage(string json) =>
        UpstreamRules.ProblemsOf(Ended(json), DateTimeOffset.MaxValue).ShouldHaveSingleItem().Member.ShouldBe("endedAt");

    private static DateTimeOffset ReadWithItsMessage(string json) => Ended(json).EndedAt;

    private static ContractEnded Ended(string instant) => JsonSerializer.Deserialize<ContractEnded>(
        $$"""{ "eventId": "e-1", "endedAt": {{instant}}, "contractId": "c-1" }""", SystemTextJsonMessageSerializer.Options)!;
}
