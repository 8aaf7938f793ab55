using Host.Commands;
using Host.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Support;

/// <summary>The start of a process up to the point where it would touch a database or a broker.</summary>
internal static class Start
{
    /// <summary>The line that the start is refused with; none when it goes on.</summary>
    public static async Task<string?> RefusalAsync(params string[] arguments)
    {
        try
        {
            await using var app = Build(arguments);
            ServeCommand.CheckOptions(app);
            return null;
        }
        catch (Exception exception) when (StartFailure.Describe(exception) is { } line)
        {
            return line;
        }
    }

    public static WebApplication Build(params string[] arguments) => Build(_ => { }, arguments);

    /// <summary>With services of the test's own besides.</summary>
    public static WebApplication Build(Action<IServiceCollection> add, params string[] arguments)
    {
        var (roles, configuration) = HostCommands.Services(arguments);
        var builder = Program.CreateBuilder(configuration);
        add(builder.Services);
        return Program.Build(builder, HostSettings.Read(builder.Configuration, roles, builder.Environment));
    }
}
