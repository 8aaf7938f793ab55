using Demo.Time;
using Shouldly;
using TestKit.Processes;

namespace Demo.Tests.Time;

public sealed class When_the_process_starts_again : IDisposable
{
    private readonly TemporaryFolder _folder = new("clock");

    [Fact]
    public void Should_stand_where_the_clock_stood()
    {
        new DemoClockFile(_folder.Path("data/demo-clock")).Write(new TimeSpan(14, 1, 2, 3, 4));

        new DemoClockFile(_folder.Path("data/demo-clock")).Read().ShouldBe(new TimeSpan(14, 1, 2, 3, 4));
    }

    [Fact]
    public void Should_stand_at_real_time_at_first() =>
        new DemoClockFile(_folder.Path("demo-clock")).Read().ShouldBe(TimeSpan.Zero);

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("-1.00:00:00")]
    public void Should_stand_at_real_time_when_the_file_is_spoilt(string text)
    {
        File.WriteAllText(_folder.Path("demo-clock"), text);

        new DemoClockFile(_folder.Path("demo-clock")).Read().ShouldBe(TimeSpan.Zero);
    }

    public void Dispose() => _folder.Dispose();
}
