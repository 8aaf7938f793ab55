using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Problems;

/// <summary>400: the input is not acceptable.</summary>
internal sealed class InvalidResult(IReadOnlyDictionary<string, string[]> errors) : ProblemResult(KnownProblems.Invalid(errors)), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        Describe<InvalidProblem>(builder, StatusCodes.Status400BadRequest);
}
