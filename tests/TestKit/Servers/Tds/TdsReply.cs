namespace TestKit.Servers.Tds;

/// <summary>What a <see cref="TdsServer"/> does with one statement.</summary>
public abstract record TdsReply
{
    /// <summary>Says that the statement is done and touched no row.</summary>
    public static TdsReply Done { get; } = new TdsResult([], []);

    /// <summary>Closes the connection instead of an answer.</summary>
    public static TdsReply Close { get; } = new TdsBreak(IsReset: false, AfterHalfAnAnswer: false);

    /// <summary>Resets the connection instead of an answer.</summary>
    public static TdsReply Reset { get; } = new TdsBreak(IsReset: true, AfterHalfAnAnswer: false);

    /// <summary>Begins an answer and closes the connection.</summary>
    public static TdsReply HalfAnAnswer { get; } = new TdsBreak(IsReset: false, AfterHalfAnAnswer: true);

    /// <summary>Never answers; the client may cancel.</summary>
    public static TdsReply Hang { get; } = new TdsHang(null);

    /// <summary>Reports an error, as its number and class; the server closes the connection if the class is 20 or higher.</summary>
    public static TdsReply Error(int number, byte errorClass = 16) => new TdsError(number, errorClass);

    /// <summary>A result without rows, as EF Core reads it by the names of its columns.</summary>
    public static TdsReply NoRows(params string[] columns) => new TdsResult([.. columns], []);

    /// <summary>A result; <see cref="TdsValue"/> names the types that its values may have.</summary>
    public static TdsReply Result(IReadOnlyList<string> columns, params IReadOnlyList<object?>[] rows) => new TdsResult(columns, rows);

    /// <summary>Sets an output parameter to a number.</summary>
    public static TdsReply Output(string parameter, int value) => new TdsOutput(parameter, value);

    /// <summary>Answers only when <paramref name="gate"/> opens.</summary>
    public static TdsReply After(Task gate, TdsReply then) => new TdsHang(gate, then);
}

internal sealed record TdsResult(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows) : TdsReply
{
    /// <summary>How often the result is sent, as for a batch of several statements.</summary>
    public int Times { get; init; } = 1;
}

internal sealed record TdsOutput(string Parameter, int Value) : TdsReply;

internal sealed record TdsError(int Number, byte Class) : TdsReply;

internal sealed record TdsBreak(bool IsReset, bool AfterHalfAnAnswer) : TdsReply;

internal sealed record TdsHang(Task? Gate, TdsReply? Then = null) : TdsReply;
