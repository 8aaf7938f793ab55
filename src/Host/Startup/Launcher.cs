using Host.Configuration;
using Host.Roles;

namespace Host.Startup;

/// <summary>Starts what the command line asks for. A start that can't be is one line on stderr and exit code 1.</summary>
internal static class Launcher
{
    private const int Refused = 1;

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var roles = RoleArguments.Parse(arguments);
            var builder = HostBuilderFactory.Create(arguments);
            var settings = HostSettings.Read(builder.Configuration, roles, builder.Environment);

            if (roles == HostRoles.Migrate)
                await MigrateCommand.RunAsync(builder, settings);
            else
                await ServiceProcess.RunAsync(builder, settings);

            return 0;
        }
        catch (Exception exception) when (StartFailure.Describe(exception) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return Refused;
        }
    }
}
