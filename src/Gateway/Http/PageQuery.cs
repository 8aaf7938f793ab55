using System.ComponentModel;
using System.Globalization;
using Gateway.Http.Input;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Http;

/// <summary>The paging parameters of every list.</summary>
internal sealed class PageQuery
{
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
        var size = Limits.DefaultPageSize;
        if (Limit is not null
            && !(int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= Limits.MaxPageSize))
            errors.Add("limit", $"must be a whole number from 1 to {Limits.MaxPageSize}");
        if (Cursor is { Length: > Limits.MaxCursorLength } || Cursor?.Any(char.IsControl) == true)
            errors.Add("cursor", InvalidInput.CursorProblem);

        errors.ThrowIfAny();
        return (size, string.IsNullOrEmpty(Cursor) ? null : Cursor);
    }

    public (int Size, string? Cursor) Read() => Read(new InputErrors());
}
