using System.Text.RegularExpressions;
using Host.Tests.Databases.Statements;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Databases;

/// <summary>
/// deploy/sqlserver/accounts.sql, as SQL Server's own parser reads it. On PostgreSQL its counterpart is run by other tests.
/// </summary>
public sealed partial class When_the_accounts_of_SQL_Server_are_made
{
    private readonly (TSqlScript Script, IReadOnlyList<string> Errors) _parsed = TransactSql.Parse(
        Variable().Replace(Command().Replace(Read("sqlserver", "accounts.sql"), ""), "a password"));

    [Fact]
    public void Should_find_no_syntax_error()
    {
        _parsed.Errors.ShouldBeEmpty();
        TransactSql.Count(_parsed.Script).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Should_make_the_accounts_that_PostgreSQL_has()
    {
        var logins = new Logins();
        _parsed.Script.Accept(logins);

        logins.Names.ShouldBe(Role().Matches(Read("postgres", "accounts.sh")).Select(match => match.Groups[1].Value), ignoreOrder: true);
        logins.Names.Count.ShouldBe(4);
    }

    private static string Read(params IEnumerable<string> path) => File.ReadAllText(Path.Combine([Repository.Root, "deploy", .. path]));

    /// <summary>What sqlcmd itself reads.</summary>
    [GeneratedRegex("^:.*$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"\$\(\w+\)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"ALTER ROLE (\w+) PASSWORD")]
    private static partial Regex Role();

    private sealed class Logins : TSqlFragmentVisitor
    {
        public List<string> Names { get; } = [];

        public override void Visit(CreateLoginStatement node) => Names.Add(node.Name.Value);
    }
}
