using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Json;

/// <summary>The paging parameters of every list.</summary>
internal sealed class PageQuery
{
    public const int DefaultSize = 20;
    public const int MaxSize = 100;
    private const int MaxCursorLength = 512;

    /// <summary>Items per page, 1 to 100; 20 if left out.</summary>
    [FromQuery(Name = "limit")]
    [Description("Items per page, 1 to 100; 20 if left out.")]
    public string? Limit { get; init; }

    /// <summary>The <c>next</c> of the previous page; left out for the first.</summary>
    [FromQuery(Name = "cursor")]
    [Description("The `next` of the previous page; left out for the first.")]
    public string? Cursor { get; init; }

    /// <summary>Reads both.</summary>
    /// <exception cref="InvalidInputException">One is not acceptable.</exception>
    public (int Size, string? Cursor) Read(InputErrors errors)
    {
        var size = DefaultSize;
        if (Limit is not null && (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxSize))
            errors.Add("limit", $"must be a whole number from 1 to {MaxSize}");
        if (Cursor is { Length: > MaxCursorLength } || Cursor?.Any(char.IsControl) == true)
            errors.Add("cursor", "is not a cursor that a previous page gave");

        errors.ThrowIfAny();
        return (size, string.IsNullOrEmpty(Cursor) ? null : Cursor);
    }

    public (int Size, string? Cursor) Read() => Read(new InputErrors());
}
