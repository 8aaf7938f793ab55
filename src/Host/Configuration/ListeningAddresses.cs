namespace Host.Configuration;

/// <summary>
/// Where the process answers (<c>Urls</c>). A process without the gateway answers health checks only, and by default
/// on a port of its own, so that the three processes run side by side on one machine.
/// </summary>
internal static class ListeningAddresses
{
    public static string Read(SettingsReader settings, HostRoles roles)
    {
        if (settings.Text("Urls") is not { } urls)
            return ByDefault(roles);

        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
                throw new StartRefusedException("Urls", $"'{url}' is not an address such as http://localhost:5080.");
        }

        return urls;
    }

    private static string ByDefault(HostRoles roles) => roles switch
    {
        HostRoles.Saga => "http://localhost:5081",
        HostRoles.Notifications => "http://localhost:5082",
        HostRoles.Saga | HostRoles.Notifications => "http://localhost:5081",
        _ => "http://localhost:5080",
    };

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.Port is >= 0 and <= 65_535;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
