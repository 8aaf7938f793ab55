using System.Text.Json;
using Shouldly;
using TestKit.Processes;

namespace Demo.Tests.Seeding;

public sealed class When_the_embedded_host_starts_on_an_empty_database : IAsyncLifetime
{
    private ServiceProcess _host = null!;

    public async ValueTask InitializeAsync() => _host = await ServiceProcess.StartAsync([], new Dictionary<string, string>());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Should_have_contracts_in_telling_states()
    {
        var states = await StatesAsync("u-ana", "u-bilal", "u-chen");

        states.ShouldBe(new Dictionary<string, string>
        {
            ["c-website-redesign"] = "",
            ["c-brand-guidelines"] = "contract-too-young",
            ["c-api-documentation"] = "contract-too-young",
            ["c-newsletter-copy"] = "no-recent-payment",
            ["c-payment-plugin"] = "no-recent-payment",
            ["c-mobile-app"] = "recent-feedback",
            ["c-data-pipeline"] = "request-pending",
            ["c-video-editing"] = "recent-feedback",
            ["c-support-desk"] = "",
            ["c-seo-audit"] = "",
            ["c-onboarding-emails"] = "asked-for-later",
            ["c-photo-retouching"] = "contract-ended",
            ["c-logo-design"] = "contract-ended no-recent-payment",
            ["c-market-research"] = "",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Should_have_told_people_by_mail_and_leave_nothing_to_be_done()
    {
        var mails = (await _host.Http.GetAsync("/demo/mail", userId: null)).GetProperty("items").EnumerateArray().ToList();
        var overview = await _host.Http.GetAsync("/api/ops/overview", "u-ops", "ops");

        mails.ShouldContain(mail => mail.GetProperty("to").GetString() == "lena.schmidt@example.com"
            && mail.GetProperty("subject").GetString()!.Contains("Data pipeline"));
        mails.ShouldContain(mail => mail.GetProperty("subject").GetString()!.Contains("expired"));
        mails.Select(mail => mail.GetProperty("at").GetDateTimeOffset()).Min()
            .ShouldBeLessThan(DateTimeOffset.UtcNow.AddDays(-90), "mails bear the dates of what they tell");
        overview.GetProperty("feedback").GetProperty("outbox").GetProperty("waiting").GetInt64().ShouldBe(0);
        overview.GetProperty("notifications").GetProperty("outbox").GetProperty("waiting").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Should_answer_before_the_data_is_played_and_be_ready_after()
    {
        var clock = await _host.Http.GetAsync("/demo/clock", userId: null);

        clock.GetProperty("seeding").GetBoolean().ShouldBeFalse();
        clock.GetProperty("now").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddHours(-1));
        PositionOf("Now listening on").ShouldBeInRange(0, PositionOf("Demo data: 14 contracts"));
    }

    [Fact]
    public async Task Should_add_nothing_at_the_next_start()
    {
        var before = await _host.Http.GetAsync("/api/ops/overview", "u-ops", "ops");

        await _host.RestartAsync();

        var after = await _host.Http.GetAsync("/api/ops/overview", "u-ops", "ops");
        Counts(after).ShouldBe(Counts(before));
    }

    private async Task<Dictionary<string, string>> StatesAsync(params string[] freelancers)
    {
        var states = new Dictionary<string, string>();
        foreach (var freelancer in freelancers)
        {
            var contracts = await _host.Http.GetAsync("/api/me/contracts", freelancer);
            foreach (var item in contracts.GetProperty("items").EnumerateArray())
                states.Add(item.GetProperty("contract").GetProperty("contractId").GetString()!, Reasons(item));
        }

        return states;
    }

    private static string Reasons(JsonElement item) =>
        string.Join(' ', item.GetProperty("actions").GetProperty("requestFeedback").GetProperty("reasons").EnumerateArray()
            .Select(reason => reason.GetProperty("code").GetString()).Order(StringComparer.Ordinal));

    private int PositionOf(string line) => _host.Log.IndexOf(line, StringComparison.Ordinal);

    private static string Counts(JsonElement overview) =>
        $"{overview.GetProperty("feedback").GetProperty("requests")} {overview.GetProperty("notifications").GetProperty("emails")}";
}
