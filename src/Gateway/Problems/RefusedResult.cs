using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Problems;

/// <summary>409: the rules refuse it now.</summary>
internal sealed class RefusedResult(IReadOnlyList<Reason> reasons) : ProblemResult(KnownProblems.Refused(reasons)), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        Describe<RefusedProblem>(builder, StatusCodes.Status409Conflict);
}
