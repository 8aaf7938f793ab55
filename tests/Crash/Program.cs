// crash [minutes] [seed] [contracts per second] [calm]: works and breaks the product for so long, and says what became of it.
// The exit code is 0 when nothing was lost, duplicated, stuck or wrong.
using System.Globalization;
using Crash;

var options = new CrashOptions
{
    Load = TimeSpan.FromMinutes(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2),
    Seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000),
};
if (args.Length > 2)
    options = options with { ContractsPerSecond = double.Parse(args[2], CultureInfo.InvariantCulture), Faults = !args.Contains("calm") };

Console.WriteLine($"seed {options.Seed}: the same seed repeats this run");
var report = await new CrashRig(options, Console.WriteLine).RunAsync();
Console.WriteLine();
Console.WriteLine(report);
return report.IsClean ? 0 : 1;
