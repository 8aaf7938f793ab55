namespace Gateway.Problems;

/// <summary>Says in the API description which problems an address answers with.</summary>
internal static class ProblemMetadataExtensions
{
    public static TBuilder ProducesProblems<TBuilder>(this TBuilder builder, params int[] statuses) where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
            builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [Problem.ContentType]));

        return builder;
    }
}
