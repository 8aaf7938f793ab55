using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TestKit;

namespace Host.Tests.Api;

/// <summary>Calls of any kind to every route, the same each time.</summary>
public sealed partial class When_requests_are_random(ApiSituation situation) : IClassFixture<ApiSituation>
{
    private const int Count = 10_000;
    private const int Seed = 15;
    private const int AtOnce = 16;

    [Fact]
    public async Task Should_answer_each_properly_log_nothing_of_it_and_live_on()
    {
        var faults = new List<string>();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (number, cancellationToken) =>
            {
                using var request = new RandomRequest(new Random(Seed + number), situation).Make();
                if (await FaultAsync(request, cancellationToken).AsTask().OrHang() is { } fault)
                {
                    lock (faults)
                        faults.Add($"{number}: {request.Method} {request.RequestUri!.PathAndQuery}: {fault}");
                }
            });

        faults.Take(20).ShouldBeEmpty($"{faults.Count} faults");
        situation.Log.Where(IsWarning).Where(entry => entry.Contains(RandomRequest.Mark, StringComparison.Ordinal)).ShouldBeEmpty();
        using var ready = await situation.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Should_be_to_every_route() =>
        situation.Routes.Select(route => AnyId().Replace(route, "{id}")).Except(RandomRequest.Routes).ShouldBeEmpty();

    private async ValueTask<string?> FaultAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await situation.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = (int)response.StatusCode;
        if (status >= 500)
            return $"{status}";
        if (status < 400 || request.Method == HttpMethod.Head)
            return null;

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.Content.Headers.ContentType?.MediaType switch
        {
            "application/problem+json" when IsProblem(text, status) => null,
            "text/html" when OpensLinkOfEmail(request) && text.Contains("<h1>", StringComparison.Ordinal) => null,
            _ => $"{status} is no problem: '{text}'",
        };
    }

    private static bool IsProblem(string text, int status)
    {
        using var problem = JsonDocument.Parse(text);
        var members = problem.RootElement;
        return members.GetProperty("status").GetInt32() == status
            && members.GetProperty("type").GetString()!.StartsWith("urn:feedback:problem:", StringComparison.Ordinal)
            && members.GetProperty("title").GetString()!.Length > 0
            && members.GetProperty("detail").GetString()!.Length > 0
            && members.GetProperty("traceId").GetString()!.Length > 0;
    }

    /// <summary>As a browser does, which shows its reader a page.</summary>
    private static bool OpensLinkOfEmail(HttpRequestMessage request) =>
        request.RequestUri!.OriginalString.Contains("/unsubscribe/", StringComparison.Ordinal)
        && request.Headers.Accept.Any(accepted => accepted.MediaType == "text/html");

    private static bool IsWarning(string entry) =>
        ((string[])[" WRN ", " ERR ", " FTL "]).Any(level => entry.Contains(level, StringComparison.Ordinal));

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex AnyId();
}
