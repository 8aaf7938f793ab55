namespace EndToEnd.Tests.Tour;

/// <summary>Commands of the README, as written, and the output that it shows for them; none where it shows none.</summary>
internal sealed record TourStep(string Commands, string? Output);
