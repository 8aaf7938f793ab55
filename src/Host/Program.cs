using Host.Startup;

return await Launcher.RunAsync(args);
