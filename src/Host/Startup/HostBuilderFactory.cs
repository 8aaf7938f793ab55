namespace Host.Startup;

/// <summary>
/// A builder that finds <c>appsettings.json</c> wherever the process is started from: in the current folder, as
/// <c>dotnet run</c> and the container do it, or else beside the program.
/// </summary>
internal static class HostBuilderFactory
{
    public static WebApplicationBuilder Create(string[] arguments) =>
        WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = arguments,
            ContentRootPath = File.Exists("appsettings.json") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory,
        });
}
