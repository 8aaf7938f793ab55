// Starts the servers that a test run shares, says where they are (NAME=value, then "ready"), and stops them when its
// input closes. test.sh runs it once for all test projects.
using TestKit.Servers;

var starting = (RabbitMq: RabbitMqServer.StartAsync(), Postgres: PostgresServer.StartAsync());
await using var rabbitMq = await starting.RabbitMq;
await using var postgres = await starting.Postgres;

Console.WriteLine($"{SharedServers.RabbitMqVariable}={rabbitMq.Address.Uri}");
Console.WriteLine($"{SharedServers.RabbitMqManagementVariable}={rabbitMq.Address.ManagementUri}");
Console.WriteLine($"{SharedServers.PostgresVariable}={postgres.ConnectionString}");
Console.WriteLine("ready");

await Console.In.ReadToEndAsync();
