namespace Contracts.Messages;

/// <summary>The member holds one of the values of these classes of constants, such as <see cref="FeedbackKinds"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params Type[] constants) : Attribute
{
    /// <summary>The classes that hold them.</summary>
    public IReadOnlyList<Type> Constants { get; } = constants;

    /// <summary>All values, in the order in which the classes list them.</summary>
    public IReadOnlyList<string> Values => [.. Constants.SelectMany(ValuesOf)];

    /// <summary>The values of a class of constants, in the order in which it lists them; empty for any other class.</summary>
    public static IReadOnlyList<string> ValuesOf(Type constants)
    {
        ArgumentNullException.ThrowIfNull(constants);

        return
        [
            .. constants.GetFields()
                .Where(field => field.IsLiteral && field.FieldType == typeof(string))
                .Select(field => (string)field.GetRawConstantValue()!),
        ];
    }
}
