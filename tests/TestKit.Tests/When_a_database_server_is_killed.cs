using Npgsql;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace TestKit.Tests;

public sealed class When_a_database_server_is_killed
{
    [Fact]
    public async Task Should_come_back_on_the_same_port_with_what_was_committed()
    {
        await using var server = await PostgresServer.StartAsync();
        await ExecuteAsync(server, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (42)");

        await server.KillAsync();
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(server, "SELECT 1"));
        await server.RestartAsync();

        (await ExecuteAsync(server, "SELECT id FROM kept")).ShouldBe(42);
    }

    [Fact]
    public async Task Should_answer_nothing_while_suspended_and_again_when_resumed()
    {
        await using var server = await PostgresServer.StartAsync();

        server.Suspend();
        await Should.ThrowAsync<Exception>(() => ExecuteAsync(server, "SELECT 1"));
        server.Resume();

        (await ExecuteAsync(server, "SELECT 1")).ShouldBe(1);
    }

    private static async Task<object?> ExecuteAsync(PostgresServer server, string statement)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false, Timeout = 2 };
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
