using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Problems;

/// <summary>404: not there, or not for this caller; the two are not told apart.</summary>
internal sealed class MissingResult : ProblemResult, IEndpointMetadataProvider
{
    public static readonly MissingResult Contract = new("There is no such contract, or you are not a party to it.");

    public static readonly MissingResult Request = new("The contract has no such feedback request.");

    public static readonly MissingResult Feedback = new("The contract has no such feedback.");

    public static readonly MissingResult Message = new("You have no such message.");

    private MissingResult(string detail) : base(KnownProblems.NotFound(detail))
    {
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        Describe<Problem>(builder, StatusCodes.Status404NotFound);
}
