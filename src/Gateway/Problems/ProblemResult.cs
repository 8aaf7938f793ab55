namespace Gateway.Problems;

/// <summary>Answers with a problem.</summary>
internal abstract class ProblemResult(Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => httpContext.WriteProblemAsync(problem);

    protected static void Describe<TProblem>(EndpointBuilder builder, int status) where TProblem : Problem =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(TProblem), [Problem.ContentType]));
}
