using System.Security.Cryptography;
using Host.Databases;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Host.Configuration;

/// <summary>Puts a failure that configuration causes into one line that names the key; knows no other failures.</summary>
internal static class StartFailure
{
    public static string? Describe(Exception exception) => exception switch
    {
        StartRefusedException refused => OneLine(refused.Message),
        OptionsValidationException options => OneLine(options.Failures.First()),
        AggregateException { InnerExceptions: [var inner, ..] } => Describe(inner),
        IOException { InnerException: AddressInUseException } inUse => OneLine($"Urls: {inUse.Message}"),
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => OneLine($"Urls: {exception.Message}"),
        InvalidOperationException { Source: "Serilog.Settings.Configuration" } => OneLine($"Serilog: {exception.Message}"),
        CryptographicException => OneLine($"Kestrel:Certificates: {exception.Message}"),
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } unbound => OneLine(Bound(unbound)),
        FormatException { Source: "Microsoft.Extensions.Configuration.Json" } => OneLine(exception.Message),
        InvalidDataException => OneLine($"appsettings: {exception.Message} {exception.InnerException?.Message}"),
        DatabaseUnusableException unusable => OneLine(unusable.Message),
        _ => null,
    };

    // "Failed to convert configuration value 'x' at 'Section:Key' to type 'T'."
    private static string Bound(InvalidOperationException exception)
    {
        var parts = exception.Message.Split('\'');
        return parts.Length > 4
            ? $"{parts[3]}: '{parts[1]}' can't be read as what it has to be ({parts[^2].Split('.')[^1]})."
            : exception.Message;
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
