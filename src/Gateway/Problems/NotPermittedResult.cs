using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Problems;

/// <summary>403: a party to the contract, in the wrong role.</summary>
internal sealed class NotPermittedResult(string requiredRole) : ProblemResult(KnownProblems.Forbidden($"Only the contract's {requiredRole} may do this.")), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        Describe<Problem>(builder, StatusCodes.Status403Forbidden);
}
