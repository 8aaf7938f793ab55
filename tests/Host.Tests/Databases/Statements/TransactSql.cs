using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Host.Tests.Databases.Statements;

/// <summary>Transact-SQL as SQL Server 2022 reads it.</summary>
internal static class TransactSql
{
    /// <summary>The statements of a text, those within IF and BEGIN included, and what is wrong with its syntax.</summary>
    public static (TSqlScript Script, IReadOnlyList<string> Errors) Parse(string text)
    {
        var fragment = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);
        return ((TSqlScript)fragment, [.. errors.Select(error => $"{error.Message} in: {text}")]);
    }

    public static int Count(TSqlScript script)
    {
        var counter = new Counter();
        script.Accept(counter);
        return counter.Count;
    }

    public static string TextOf(TSqlFragment fragment) => string.Concat(
        fragment.ScriptTokenStream.Skip(fragment.FirstTokenIndex).Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1)
            .Select(token => token.Text));

    private sealed class Counter : TSqlFragmentVisitor
    {
        public int Count { get; private set; }

        public override void Visit(TSqlStatement node) => Count++;
    }
}
