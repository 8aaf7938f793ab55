using Messaging.EntityFrameworkCore.Databases;
using Shouldly;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>What the library takes a failure for.</summary>
public enum FailureKind
{
    Other,
    Conflict,
    Outage,
    Timeout,
    Cancellation,
}

internal static class FailureKinds
{
    /// <summary>The kind of a failure, which is only ever of one.</summary>
    public static FailureKind KindOf(this Exception failure)
    {
        (FailureKind Kind, bool Holds)[] kinds =
        [
            (FailureKind.Conflict, DatabaseFailures.IsConflict(failure)),
            (FailureKind.Outage, DatabaseFailures.IsUnavailable(failure)),
            (FailureKind.Timeout, DatabaseFailures.IsTimeout(failure)),
            (FailureKind.Cancellation, DatabaseFailures.IsCancellation(failure)),
        ];
        var held = kinds.Where(kind => kind.Holds).Select(kind => kind.Kind).ToList();
        held.Count.ShouldBeLessThanOrEqualTo(1, failure.ToString());
        return held.SingleOrDefault();
    }
}
