using System.Diagnostics;
using Host.Observability;
using Serilog;
using Serilog.Core;
using Shouldly;

namespace Host.Tests.Observability;

public sealed class When_something_is_logged : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly Logger _logger;

    public When_something_is_logged() =>
        _logger = new LoggerConfiguration().WriteTo.Sink(new Written(_output)).CreateLogger();

    [Fact]
    public void Should_be_one_line_with_its_ids()
    {
        var requestId = Guid.CreateVersion7();

        _logger.Information("Request {RequestId} on contract {ContractId} expired", requestId, "c-1");

        _output.ToString().Trim().ShouldEndWith($" INF Request {requestId} on contract c-1 expired");
    }

    [Fact]
    public void Should_begin_with_the_instant_the_service_and_the_level()
    {
        using var logger = new LoggerConfiguration()
            .Enrich.WithProperty("Service", "feedback-saga").WriteTo.Sink(new Written(_output)).CreateLogger();

        logger.Information("Something happened");

        _output.ToString().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z feedback-saga INF Something happened\s*$");
    }

    [Fact]
    public void Should_end_with_the_trace_that_it_belongs_to()
    {
        using var activity = new Activity("a call").Start();

        _logger.Information("Something happened");

        _output.ToString().Trim().ShouldEndWith($" INF Something happened; trace {activity.TraceId}");
    }

    [Fact]
    public void Should_tell_a_warnings_cause_on_the_same_line()
    {
        _logger.Warning(new InvalidOperationException("outer", new TimeoutException("no\nanswer")), "The broker is away");

        _output.ToString().Trim().ShouldEndWith(" WRN The broker is away (TimeoutException: no answer)");
    }

    [Fact]
    public void Should_tell_an_errors_cause_in_full()
    {
        _logger.Error(new InvalidOperationException("outer", new TimeoutException("inner")), "It failed");

        _output.ToString().ShouldContain($" ERR It failed{Environment.NewLine}  System.InvalidOperationException: outer");
        _output.ToString().ShouldContain("System.TimeoutException: inner");
    }

    [Theory]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    [InlineData("\u202e")]
    [InlineData("\u0085")]
    [InlineData("\u001b")]
    [InlineData("\r\n")]
    public void Should_show_what_would_break_or_reverse_the_line(string forging)
    {
        _logger.Information("Contract {ContractId} started", $"c-1{forging}12:00:00.000 INF forged");
        _logger.Warning(new InvalidOperationException($"a{forging}12:00:00.000 INF forged"), "It failed");

        var lines = _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines.ShouldAllBe(line => !line.Contains(forging));
    }

    [Fact]
    public void Should_begin_no_line_with_what_an_exception_quotes()
    {
        _logger.Error(new InvalidOperationException("a\n12:00:00.000 INF forged\u001b[2J\u2028ERR forged"), "It failed");

        var lines = _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines[1..].ShouldAllBe(line => line.StartsWith("  "));
        lines.ShouldContain("  12:00:00.000 INF forged\\u001b[2J");
    }

    public void Dispose()
    {
        _logger.Dispose();
        _output.Dispose();
    }

    private sealed class Written(StringWriter output) : ILogEventSink
    {
        private readonly ConsoleLine _line = new();

        public void Emit(Serilog.Events.LogEvent logEvent) => _line.Format(logEvent, output);
    }
}
