namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>Which instance a message is for.</summary>
/// <param name="IsFound">Whether the locked rows told; otherwise the message's correlation does.</param>
/// <param name="CorrelationId">The instance that they told; null when there is none.</param>
internal readonly record struct SagaTarget(bool IsFound, Guid? CorrelationId)
{
    public static SagaTarget ByCorrelation => default;
}
