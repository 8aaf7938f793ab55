using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Problems;

/// <summary>422: the idempotency key was used with another body.</summary>
internal sealed class KeyReusedResult() : ProblemResult(KnownProblems.IdempotencyKeyReused()), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        Describe<Problem>(builder, StatusCodes.Status422UnprocessableEntity);
}
