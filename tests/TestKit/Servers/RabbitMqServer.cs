using System.Text;
using TestKit.Processes;

namespace TestKit.Servers;

/// <summary>A RabbitMQ of our own on loopback, management included. A restart keeps its ports and what was durable.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly OwnedProcessStart _start;
    private readonly OwnedProcess _portMapper;
    private OwnedProcess _node;

    private RabbitMqServer(TemporaryFolder folder, RabbitMqAddress address, OwnedProcess portMapper, OwnedProcessStart start)
    {
        _folder = folder;
        _start = start;
        _portMapper = portMapper;
        _node = OwnedProcess.Start(start);
        Address = address;
        Management = new RabbitMqManagement(address);
    }

    public RabbitMqAddress Address { get; }

    public RabbitMqManagement Management { get; }

    /// <summary>What it lets in where it wants a certificate.</summary>
    public SignedCertificate? ClientCertificate { get; private init; }

    /// <param name="wantsCertificate">Whether it speaks TLS alone, and with nobody who shows no certificate of its authority.</param>
    public static async Task<RabbitMqServer> StartAsync(bool wantsCertificate = false)
    {
        var program = InstalledPrograms.RabbitMq;
        var user = InstalledPrograms.UserFor("rabbitmq");
        var folder = new TemporaryFolder("rabbitmq", user);
        var address = new RabbitMqAddress("127.0.0.1", FreePort.Next(), FreePort.Next(), "feedback", "feedback");
        var (distributionPort, mapperPort) = (FreePort.Next(), FreePort.Next());

        var certificate = wantsCertificate ? SignedCertificate.WriteTo(folder, "feedback", user) : null;

        await File.WriteAllTextAsync(folder.Path("enabled_plugins"), "[rabbitmq_management].");
        await File.WriteAllTextAsync(folder.Path("rabbitmq.conf"), $"""
            {(certificate is null ? $"listeners.tcp.1 = {address.Host}:{address.Port}" : Listener(address, certificate))}
            management.tcp.ip = {address.Host}
            management.tcp.port = {address.ManagementPort}
            default_user = {address.Username}
            default_pass = {address.Password}
            collect_statistics_interval = 1000

            """);

        var environment = new Dictionary<string, string>
        {
            ["HOME"] = folder.FullName,
            ["RABBITMQ_NODENAME"] = $"feedback{address.Port}@localhost",
            ["RABBITMQ_CONF_ENV_FILE"] = folder.Path("none"),
            ["RABBITMQ_CONFIG_FILE"] = folder.Path("rabbitmq"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder.Path("enabled_plugins"),
            ["RABBITMQ_FEATURE_FLAGS_FILE"] = folder.Path("feature_flags"),
            ["RABBITMQ_MNESIA_BASE"] = folder.Path("mnesia"),
            ["RABBITMQ_LOG_BASE"] = folder.Path("log"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_PID_FILE"] = folder.Path("pid"),
            ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
            // Spinning schedulers would take the cores that the tests need.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+sbwt none +sbwtdcpu none +sbwtdio none",
            ["ERL_EPMD_PORT"] = $"{mapperPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        };
        var start = new OwnedProcessStart(program, [])
        {
            LogFile = folder.Path("output.log"),
            WorkingDirectory = folder.FullName,
            OwnsWorkingDirectory = true,
            User = user,
            Environment = environment,
        };

        // Left to itself the node would start a port mapper that outlives it.
        var portMapper = OwnedProcess.Start(start with { Program = InstalledPrograms.Epmd, OwnsWorkingDirectory = false });
        var server = new RabbitMqServer(folder, address, portMapper, start) { ClientCertificate = certificate };
        try
        {
            await server.ReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>All that it has written since it was first started.</summary>
    public string Log => _node.Output;

    public Task StopAsync() => _node.StopAsync();

    /// <summary>kill -9, once every quorum queue is in the node's own directory on disk.</summary>
    public async Task KillAsync()
    {
        await QueuesAreRegisteredAsync();
        await _node.KillAsync();
    }

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>; stops it first when it still runs.</summary>
    public async Task RestartAsync()
    {
        await _node.StopAsync();
        await _node.DisposeAsync();
        _node = OwnedProcess.Start(_start);
        await ReadyAsync();
    }

    /// <summary>From now on it is short of memory, as it says, and takes no message from anybody.</summary>
    public Task RaiseMemoryAlarmAsync() => ControlAsync("set_vm_memory_high_watermark", "0");

    public Task EndMemoryAlarmAsync() => ControlAsync("set_vm_memory_high_watermark", "0.9");

    /// <summary>Runs <c>rabbitmqctl</c> on it.</summary>
    public async Task ControlAsync(params string[] arguments)
    {
        await using var control = OwnedProcess.Start(_start with
        {
            Program = InstalledPrograms.RabbitMqCtl,
            Arguments = arguments,
            LogFile = _folder.Path($"control-{Guid.NewGuid():N}.log"),
            OwnsWorkingDirectory = false,
        });
        await Eventually.Until(() => control.HasExited, what: "rabbitmqctl ends");
        if (control.ExitCode != 0)
            throw new InvalidOperationException($"rabbitmqctl failed:{Environment.NewLine}{control.Tail()}");
    }

    public void Suspend() => _node.Suspend();

    public void Resume() => _node.Resume();

    public async ValueTask DisposeAsync()
    {
        Management.Dispose();
        // Its orderly stop takes seconds, and nothing of it is kept.
        await _node.KillAsync();
        await _node.DisposeAsync();
        await _portMapper.DisposeAsync();
        _folder.Dispose();
    }

    private static string Listener(RabbitMqAddress address, SignedCertificate certificate) => $"""
        listeners.tcp = none
        listeners.ssl.1 = {address.Host}:{address.Port}
        ssl_options.cacertfile = {certificate.AuthorityFile}
        ssl_options.certfile = {certificate.CertificateFile}
        ssl_options.keyfile = {certificate.KeyFile}
        ssl_options.verify = verify_peer
        ssl_options.fail_if_no_peer_cert = true
        """;

    /// <summary>
    /// RabbitMQ 3.10 writes a new quorum queue to names.dets some seconds late, and a node that dies before comes back with
    /// that queue dead for good: a loss of the broker's, which no test of ours is about.
    /// </summary>
    private async Task QueuesAreRegisteredAsync()
    {
        if (_node.HasExited)
            return;

        var quorumQueues = await Management.AllQuorumQueuesAsync();
        var directory = Directory.EnumerateFiles(_folder.Path("mnesia"), "names.dets", SearchOption.AllDirectories)
            .Single(file => file.Contains("/quorum/", StringComparison.Ordinal));
        await Eventually.Get(
            async () =>
            {
                var written = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(directory));
                return quorumQueues.Where(queue => !written.Contains($"_{queue}", StringComparison.Ordinal)).ToArray();
            },
            missing => missing.Length == 0);
    }

    /// <summary>A node whose port is taken starts half and dies: only the management's response says that it is up.</summary>
    private async Task ReadyAsync()
    {
        await Eventually.Until(
            async () => _node.HasExited || await Management.IsReadyAsync(),
            what: "RabbitMQ responds");
        if (_node.HasExited)
            throw new InvalidOperationException($"RabbitMQ did not start:{Environment.NewLine}{_node.Tail()}");
    }
}
