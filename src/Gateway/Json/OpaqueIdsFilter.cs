namespace Gateway.Json;

/// <summary>Refuses ids in the address that no system of ours or others would have given out.</summary>
internal sealed class OpaqueIdsFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var errors = new InputErrors();
        foreach (var (name, value) in context.HttpContext.Request.RouteValues)
        {
            if (OpaqueId.Fault(value?.ToString()) is { } fault)
                errors.Add(name, fault);
        }

        errors.ThrowIfAny();
        return next(context);
    }
}
