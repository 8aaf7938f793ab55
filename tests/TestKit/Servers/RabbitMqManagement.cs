using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace TestKit.Servers;

/// <summary>What a broker reports to tests: which queues there are, how much waits in them, and a virtual host of one's own.</summary>
public sealed class RabbitMqManagement : IDisposable
{
    private readonly RabbitMqAddress _address;
    private readonly HttpClient _http;

    public RabbitMqManagement(RabbitMqAddress address)
    {
        _address = address;
        _http = new HttpClient
        {
            BaseAddress = new Uri($"http://{address.Host}:{address.ManagementPort}/api/"),
            Timeout = HangGuard.Limit,
        };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{address.Username}:{address.Password}"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    private string VirtualHost => Uri.EscapeDataString(_address.VirtualHost);

    public async Task<bool> IsReadyAsync()
    {
        using var response = await _http.GetAsync("overview");
        return response.StatusCode == HttpStatusCode.OK;
    }

    public async Task CreateVirtualHostAsync(string name)
    {
        await PutAsync($"vhosts/{Uri.EscapeDataString(name)}", new JsonObject());
        await PutAsync(
            $"permissions/{Uri.EscapeDataString(name)}/{_address.Username}",
            new JsonObject { ["configure"] = ".*", ["write"] = ".*", ["read"] = ".*" });
    }

    /// <summary>Gives the account its rights in this virtual host, and creates it if it is not there.</summary>
    public async Task<RabbitMqAddress> AddAsync(BrokerAccount account)
    {
        var name = Uri.EscapeDataString(account.Name);
        await PutAsync($"users/{name}", new JsonObject { ["password"] = account.Password, ["tags"] = account.Tags });
        await PutAsync(
            $"permissions/{VirtualHost}/{name}",
            new JsonObject { ["configure"] = account.Configure, ["write"] = account.Write, ["read"] = account.Read });

        return _address with { Username = account.Name, Password = account.Password };
    }

    /// <summary>Takes over a file of definitions, as the broker does when it starts with one.</summary>
    public async Task ImportAsync(string definitions)
    {
        using var response = await _http.PostAsync("definitions", new StringContent(definitions, Encoding.UTF8, "application/json"));
        response.EnsureSuccessStatusCode();
    }

    public Task DeleteVirtualHostAsync(string name) => DeleteAsync($"vhosts/{Uri.EscapeDataString(name)}");

    public Task DeleteUserAsync(string name) => DeleteAsync($"users/{Uri.EscapeDataString(name)}");

    /// <summary>The queues of this virtual host by name, with type and arguments as the broker tells them.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> QueuesAsync()
    {
        var queues = await _http.GetFromJsonAsync<JsonElement[]>(
            $"queues/{VirtualHost}?columns=name,type,durable,auto_delete,exclusive,arguments,policy");
        return queues!.ToDictionary(queue => queue.GetProperty("name").GetString()!);
    }

    /// <summary>The exchanges of this virtual host by name, without the broker's own.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ExchangesAsync()
    {
        var exchanges = await _http.GetFromJsonAsync<JsonElement[]>($"exchanges/{VirtualHost}?columns=name,type,durable,auto_delete");
        return exchanges!
            .Where(exchange =>
                exchange.GetProperty("name").GetString() is { Length: > 0 } name && !name.StartsWith("amq.", StringComparison.Ordinal))
            .ToDictionary(exchange => exchange.GetProperty("name").GetString()!);
    }

    /// <summary>The bindings of this virtual host, each as "source -> destination (key)", without those of the default exchange.</summary>
    public async Task<IReadOnlyList<string>> BindingsAsync()
    {
        var bindings = await _http.GetFromJsonAsync<JsonElement[]>($"bindings/{VirtualHost}");
        return
        [
            .. bindings!
                .Where(binding => binding.GetProperty("source").GetString() is { Length: > 0 })
                .Select(binding => $"{binding.GetProperty("source").GetString()} -> {binding.GetProperty("destination_type").GetString()} "
                    + $"{binding.GetProperty("destination").GetString()} ({binding.GetProperty("routing_key").GetString()})")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The exchanges of this virtual host whose messages go on to that exchange, by its name.</summary>
    public async Task<IReadOnlyList<string>> SourcesOfAsync(string exchange)
    {
        var bindings = await _http.GetFromJsonAsync<JsonElement[]>(
            $"exchanges/{VirtualHost}/{Uri.EscapeDataString(exchange)}/bindings/destination");
        return [.. bindings!.Select(binding => binding.GetProperty("source").GetString()!)];
    }

    /// <summary>Names of the quorum queues of all virtual hosts.</summary>
    internal async Task<IReadOnlyList<string>> AllQuorumQueuesAsync()
    {
        var queues = await _http.GetFromJsonAsync<JsonElement[]>("queues?columns=name,type");
        return [.. queues!
            .Where(queue => queue.GetProperty("type").GetString() == "quorum")
            .Select(queue => queue.GetProperty("name").GetString()!)];
    }

    /// <summary>
    /// Messages that wait in the queue: counted by the queue itself, not by the statistics that lag behind. After a restart
    /// a quorum queue counts none until it has elected its leader.
    /// </summary>
    public async Task<long> DepthAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }

    /// <summary>How many consume from the queue.</summary>
    public async Task<long> ConsumersAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(queue)).ConsumerCount;
    }

    /// <summary>
    /// Depths of the durable queues of this virtual host that are not empty. The temporary queue of another connection can't be
    /// inspected.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>> WaitingAsync()
    {
        var queues = await QueuesAsync();
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var waiting = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (queue, _) in queues.Where(queue => !IsTemporary(queue.Value)))
            if (await channel.QueueDeclarePassiveAsync(queue) is { MessageCount: > 0 } found)
                waiting[queue] = found.MessageCount;

        return waiting;
    }

    /// <summary>
    /// Depths with what was delivered and is not acknowledged yet, of the queues that hold anything. What is delivered is known
    /// from the statistics: seconds late, and not at all of the <see cref="WithoutStatisticsAsync"/>.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>> UnsettledAsync()
    {
        var depths = (await StatisticsAsync()).ToDictionary(queue => queue.Key, queue => queue.Value ?? 0);
        foreach (var (queue, waiting) in await WaitingAsync())
            depths[queue] = Math.Max(waiting, depths.GetValueOrDefault(queue));

        return depths.Where(queue => queue.Value > 0).ToDictionary();
    }

    /// <summary>Queues of which the broker has no statistics yet, as after a restart.</summary>
    public async Task<IReadOnlyList<string>> WithoutStatisticsAsync() =>
        [.. (await StatisticsAsync()).Where(queue => queue.Value is null).Select(queue => queue.Key)];

    /// <summary>All that the broker tells about its queues and consumers, as JSON: for a look at what went wrong.</summary>
    public async Task<string> DescribeAsync() =>
        $"{await _http.GetStringAsync("queues")}{Environment.NewLine}{await _http.GetStringAsync("consumers")}";

    public async Task PurgeAsync(string queue)
    {
        using var response = await _http.DeleteAsync($"queues/{VirtualHost}/{Uri.EscapeDataString(queue)}/contents");
        response.EnsureSuccessStatusCode();
    }

    public async Task DeleteQueueAsync(string queue)
    {
        using var response = await _http.DeleteAsync($"queues/{VirtualHost}/{Uri.EscapeDataString(queue)}");
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Closes every connection to this virtual host, as a broker that goes away would.</summary>
    public async Task CloseConnectionsAsync()
    {
        var connections = await _http.GetFromJsonAsync<JsonElement[]>($"vhosts/{VirtualHost}/connections");
        foreach (var connection in connections!)
            using (await _http.DeleteAsync($"connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}"))
            {
            }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Dictionary<string, long?>> StatisticsAsync()
    {
        var queues = await _http.GetFromJsonAsync<JsonElement[]>($"queues/{VirtualHost}?columns=name,messages");
        return queues!.ToDictionary(
            queue => queue.GetProperty("name").GetString()!,
            queue => queue.TryGetProperty("messages", out var messages) ? messages.GetInt64() : (long?)null);
    }

    private static bool IsTemporary(JsonElement queue) =>
        queue.GetProperty("exclusive").GetBoolean() || queue.GetProperty("auto_delete").GetBoolean();

    private async Task PutAsync(string path, JsonObject body)
    {
        using var response = await _http.PutAsJsonAsync(path, body);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"PUT {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private async Task DeleteAsync(string path)
    {
        using var response = await _http.DeleteAsync(path);
        if (response.StatusCode != HttpStatusCode.NotFound)
            response.EnsureSuccessStatusCode();
    }

    private Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = _address.Uri }.CreateConnectionAsync();
}
