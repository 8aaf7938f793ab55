namespace Host.Configuration;

/// <summary>Whether demo mode is on (<c>Demo:Enabled</c>), and whether it starts with demo data (<c>Demo:Data</c>).</summary>
internal sealed record DemoSettings(bool Enabled, bool Data)
{
    private const string Key = "Demo:Enabled";

    public static DemoSettings Read(SettingsReader settings, HostRoles roles, IHostEnvironment environment)
    {
        var embedded = roles == HostRoles.Embedded;
        var enabled = settings.Flag(Key, byDefault: embedded && environment.IsDevelopment());

        if (enabled && !roles.AreOneShot())
        {
            if (environment.IsProduction())
                throw new StartRefusedException(Key, "demo mode hands out tokens and moves the clock; it is refused in Production.");

            if (!embedded)
                throw new StartRefusedException(Key, "demo mode needs the three services in one process.");
        }

        return new DemoSettings(enabled && embedded, enabled && embedded && settings.Flag("Demo:Data", true));
    }
}
