namespace Feedback.Bench.Floor;

/// <summary>Whose rows a bare transaction writes.</summary>
internal enum BareRows
{
    Request,
    Feedback,
    Expiry,
    Notice,
}
