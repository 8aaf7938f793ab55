using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TestKit;

namespace EndToEnd.Tests.Operators;

/// <summary>An OpenID Connect provider on loopback: its description, its key, and tokens that the key signs.</summary>
internal sealed class Authority(int port) : IDisposable
{
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "key" };
    private readonly HttpListener _listener = new() { Prefixes = { $"http://127.0.0.1:{port}/" } };

    public string Address { get; } = $"http://127.0.0.1:{port}";

    public string TokenFor(string subject) => new JsonWebTokenHandler().CreateToken(
        JsonSerializer.Serialize(new { sub = subject, iss = Address, aud = Tokens.Audience, exp = 4102444800 }),
        new SigningCredentials(_key, SecurityAlgorithms.RsaSha256));

    public void Start()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.Rsa.ExportParameters(false)));
            var answer = call.Request.Url!.AbsolutePath == "/keys"
                ? JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", kid = _key.KeyId, n = key.N, e = key.E } } })
                : JsonSerializer.Serialize(new { issuer = Address, jwks_uri = $"{Address}/keys" });
            call.Response.ContentType = "application/json";
            call.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: false);
        }
    }
}
