using System.Reflection;
using Host.Configuration;
using Host.Tests.Support;
using Microsoft.Extensions.Options;
using Shouldly;
using TestKit.Documents;

namespace Host.Tests.Configuration;

/// <summary>The keys table of docs/operations.md, compared with what Host reads and what the services' options are bound to.</summary>
public class When_the_keys_are_documented
{
    // Serilog reads its section by itself.
    private static readonly string[] _readByLibraries = ["Serilog:*"];

    // On a broker with an authority, everything that Host can be told is read.
    private static readonly string[] _arguments =
    [
        "--environment=Development", "--Transport=RabbitMq", "--Auth:Authority=https://login.example.com", "--Auth:Audience=feedback",
    ];

    private static readonly string[] _read = [.. KeysOfHost().Concat(KeysOfOptions()).Concat(_readByLibraries)];
    private static readonly string[] _documented = [.. KeysOfTable()];

    [Fact]
    public void Should_name_every_key_that_is_read() => _read.Except(_documented).ShouldBeEmpty();

    [Fact]
    public void Should_name_no_key_that_nobody_reads() => _documented.Except(_read).ShouldBeEmpty();

    [Fact]
    public void Should_be_those_that_the_start_knows() =>
        KnownKeys.All.Append("OTEL_EXPORTER_OTLP_ENDPOINT").ShouldBe(_documented.Except(_readByLibraries), ignoreOrder: true);

    [Fact]
    public void Should_name_each_key_once() => _documented.ShouldBeUnique();

    [Theory]
    [InlineData("Database:Provider")]
    [InlineData("RabbitMq:StallTimeout")]
    [InlineData("Demo:Data")]
    [InlineData("Feedback:Policy:Weights:Skills")]
    [InlineData("Feedback:Rollout:Freelancers:0")]
    [InlineData("Email:RetryDelays:0")]
    [InlineData("Notifications:SiteUrl")]
    [InlineData("Gateway:StreamKeepAlive")]
    public void Should_know_what_is_read_of_each_kind(string key) => _read.ShouldContain(key);

    private static IEnumerable<string> KeysOfHost()
    {
        var builder = Program.CreateBuilder(_arguments);
        var configuration = new RecordingConfiguration(builder.Configuration);
        HostSettings.Read(configuration, HostRoles.Embedded, builder.Environment);
        return configuration.Keys;
    }

    /// <summary>The properties of every type of ours that the composition binds to a section; the type names its section.</summary>
    private static IEnumerable<string> KeysOfOptions()
    {
        var builder = Program.CreateBuilder(_arguments);
        Program.Build(builder, HostSettings.Read(builder.Configuration, HostRoles.Embedded, builder.Environment));

        return builder.Services
            .Where(service => !service.IsKeyedService)
            .Select(service => service.ImplementationInstance?.GetType())
            .OfType<Type>()
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(NamedConfigureFromConfigurationOptions<>))
            .Select(type => type.GenericTypeArguments[0])
            .Where(IsOurs)
            .SelectMany(options => KeysOf(SectionOf(options), options));
    }

    private static string SectionOf(Type options) =>
        options.GetField("Section")?.GetRawConstantValue() as string
            ?? throw new InvalidOperationException($"{options.Name} is bound to configuration and has no constant 'Section'.");

    private static IEnumerable<string> KeysOf(string section, Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite).SelectMany(property =>
            property.PropertyType switch
            {
                { IsArray: true } => [$"{section}:{property.Name}:0"],
                var part when IsOurs(part) && !part.IsEnum => KeysOf($"{section}:{property.Name}", part),
                _ => [$"{section}:{property.Name}"],
            });

    private static bool IsOurs(Type type) => Sources.Projects.Contains(type.Assembly.GetName().Name);

    /// <summary>The first column's keys; one that begins with a colon continues the section of the one before.</summary>
    private static IEnumerable<string> KeysOfTable()
    {
        foreach (var cells in Document.Runbook.Section("## Keys").Rows)
        {
            var section = "";
            foreach (var name in Document.WordsIn(cells[0]))
            {
                var key = name.StartsWith(':') ? section + name : name;
                section = key[..Math.Max(key.LastIndexOf(':'), 0)];
                yield return key;
            }
        }
    }
}
