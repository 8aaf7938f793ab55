using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Contracts.Messages;
using Notifications.Tests.Support;
using Notifications.Webhooks;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace Notifications.Tests.Webhooks;

/// <summary>docs/webhooks.md shows each message as it is sent, and how a receiver checks it.</summary>
public sealed partial class When_the_documents_show_messages
{
    private static readonly string _document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "webhooks.md"));

    [Fact]
    public void R71_Should_have_each_event_with_the_members_that_it_has()
    {
        var shown = Blocks("json").Select(block => JsonDocument.Parse(block).RootElement)
            .ToDictionary(body => body.GetProperty("type").GetString()!, MembersOf);
        WebhookEvent[] told =
        [
            WebhookEvent.Of(TestData.Requested()), WebhookEvent.Of(TestData.Provided()), WebhookEvent.Of(TestData.Expired()),
            WebhookEvent.Of(TestData.Closed()), WebhookEvent.Of(TestData.Declined()),
            WebhookEvent.Of(TestData.Changed(FeedbackVisibilities.Held)),
        ];

        shown.Keys.ShouldBe(WebhookEvents.Chosen, ignoreOrder: true);
        foreach (var sent in told)
        {
            var members = JsonDocument.Parse(sent.Data).RootElement.EnumerateObject().Select(member => member.Name);
            shown[sent.Type].ShouldBe(members, customMessage: sent.Type);
        }
    }

    [Fact]
    public async Task R69_Should_have_a_check_that_passes_the_genuine_and_fails_the_altered()
    {
        var secret = WebhookSecrets.New();
        var timestamp = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
        var signature = WebhookSecrets.Sign([WebhookSecrets.New(), secret], "m-1", timestamp, """{"a":"ü"}"""u8);
        var program = $$"""
            {{Blocks("python").Single()}}
            def of(**changed):
                headers = {"webhook-id": "m-1", "webhook-timestamp": "{{timestamp}}", "webhook-signature": "{{signature}}"}
                headers.update({name.replace("_", "-"): value for name, value in changed.items()})
                return headers
            secret, body = "{{WebhookSecrets.ToText(secret)}}", '{"a":"ü"}'.encode()
            print(is_genuine(secret, of(), body), is_genuine(secret, of(), body + b" "), is_genuine(secret, of(webhook_id="m-2"), body),
                  is_genuine(secret, of(webhook_timestamp="1"), body), is_genuine(secret, of(), body, -1))
            """;

        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", program]) { RedirectStandardOutput = true })!;
        var said = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken).OrHang();

        said.Trim().ShouldBe("True False False False False");
    }

    private static IEnumerable<string> Blocks(string language) => Block().Matches(_document)
        .Where(block => block.Groups["language"].Value == language)
        .Select(block => string.Join('\n', block.Groups["body"].Value.Split('\n').Select(line =>
            line.StartsWith(block.Groups["indent"].Value, StringComparison.Ordinal) ? line[block.Groups["indent"].Length..] : line)));

    private static string[] MembersOf(JsonElement body) =>
        [.. body.GetProperty("data").EnumerateObject().Select(member => member.Name)];

    [GeneratedRegex(@"^(?<indent> *)```(?<language>\w+)\n(?<body>.*?)\n *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
