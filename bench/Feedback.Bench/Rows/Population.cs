using Feedback.Bench.Servers;

namespace Feedback.Bench.Rows;

/// <summary>
/// Makes contracts and waiting requests by the thousand, as copies of the rows that the services wrote for the samples,
/// with ids of their own. Each number is used once.
/// </summary>
internal sealed class Population(BenchSystem system, SampleRows samples)
{
    private const string RequestedAtSql = "($3::timestamptz + (n - $1) * $4::interval)";
    private const string ExpiresAtSql = $"({RequestedAtSql} + $5::interval)";

    private static readonly TimeSpan _window = TimeSpan.FromDays(14);
    private static readonly TimeSpan _overdue = TimeSpan.FromHours(1);

    private long _next = 1;

    /// <summary>Contracts whose freelancer may request feedback now.</summary>
    public async Task<NumberRange> EligibleAsync(int count)
    {
        var numbers = Take(count);
        await CopyAsync(Tables.Contracts, OfSample("contract_id", SampleRows.EligibleContract), numbers, Parties());
        await CopyPaymentsAsync(SampleRows.EligibleContract, numbers);
        await SettleAsync();
        return numbers;
    }

    /// <summary>The same, with what Notifications knows of both parties.</summary>
    public async Task<NumberRange> EligibleWithProfilesAsync(int count)
    {
        var numbers = await EligibleAsync(count);
        await AddProfilesAsync(numbers);
        return numbers;
    }

    /// <summary>
    /// Requests that wait, each with its contract and its timer; made one after the other, the first at
    /// <paramref name="firstAt"/>, the last <paramref name="spread"/> later.
    /// </summary>
    public Task<NumberRange> WaitingAsync(int count, DateTimeOffset firstAt, TimeSpan spread) =>
        AddRequestsAsync(count, firstAt, spread, ExpiresAtSql);

    /// <summary>Requests whose 14 days are over and whose timers have yet to notice: see <see cref="LetFallDueAsync"/>.</summary>
    public Task<NumberRange> OverdueAsync(int count) =>
        AddRequestsAsync(count, DateTimeOffset.UtcNow - _window - _overdue, TimeSpan.Zero, "now() + interval '1 day'");

    /// <summary>Sets the timers to the instant of this statement, and with its commit all are due.</summary>
    public Task LetFallDueAsync(NumberRange numbers) => system.ExecuteAsync(
        $"""
         UPDATE {Tables.Outbox} SET due_at = now(), next_attempt_at = now()
         WHERE id BETWEEN '{Numbered.Timer(numbers.First)}' AND '{Numbered.Timer(numbers.Last)}'
         """);

    private async Task<NumberRange> AddRequestsAsync(int count, DateTimeOffset firstAt, TimeSpan spread, string timerDueAt)
    {
        var numbers = Take(count);
        object[] instants = [firstAt.ToUniversalTime(), spread / count, _window];

        await CopyAsync(
            Tables.Contracts, OfSample("contract_id", SampleRows.WaitingContract), numbers,
            Parties(
                ("last_request_id", $"{Numbered.RequestSql}::uuid"),
                ("last_requested_at", RequestedAtSql),
                ("last_request_expires_at", ExpiresAtSql)),
            instants);
        await CopyPaymentsAsync(SampleRows.WaitingContract, numbers);
        await CopyAsync(
            Tables.Requests, OfSample("contract_id", SampleRows.WaitingContract), numbers,
            Parties(
                ("correlation_id", $"{Numbered.RequestSql}::uuid"),
                ("expiry_token_id", $"{Numbered.TimerSql}::uuid"),
                ("requested_at", RequestedAtSql),
                ("expires_at", ExpiresAtSql)),
            instants);
        await CopyAsync(
            Tables.Outbox, OfSample("id", $"{samples.Request.Timer["id"]}"), numbers,
            new Dictionary<string, string>
            {
                ["id"] = $"{Numbered.TimerSql}::uuid",
                ["enqueued_at"] = RequestedAtSql,
                ["due_at"] = timerDueAt,
                ["next_attempt_at"] = timerDueAt,
                ["body"] = TimerBodySql(),
            },
            instants);
        await SettleAsync();
        return numbers;
    }

    /// <summary>Names and addresses of both parties, for Notifications.</summary>
    public Task AddProfilesAsync(NumberRange numbers) => system.ExecuteAsync(
        $"""
         INSERT INTO {Tables.Profiles} (user_id, display_name, email, event_id, changed_at)
         SELECT party.id, party.id, party.id || '@example.com', 'profile-' || party.id, now() - interval '60 days'
         FROM generate_series({numbers.First}::bigint, {numbers.Last}::bigint) n
         CROSS JOIN LATERAL (VALUES ({Numbered.ClientSql}), ({Numbered.FreelancerSql})) party(id)
         """);

    private Task CopyPaymentsAsync(string contract, NumberRange numbers) => CopyAsync(
        Tables.Payments, OfSample("contract_id", contract), numbers,
        new Dictionary<string, string>
        {
            ["payment_id"] = $"('payment-' || {Numbered.ContractSql})",
            ["contract_id"] = Numbered.ContractSql,
        });

    /// <summary>The envelope of the sample's timer, with this timer's ids in it.</summary>
    private string TimerBodySql()
    {
        var (request, timer) = (samples.Request.RequestAfter["correlation_id"], samples.Request.Timer["id"]);
        return $"""
            convert_to(replace(replace(replace(convert_from(c.body, 'UTF8'),
                '{request}', {Numbered.RequestSql}), '{timer}', {Numbered.TimerSql}), '{SampleRows.WaitingContract}', {Numbered.ContractSql}), 'UTF8')
            """;
    }

    /// <summary>The next measurement is not to pay for what was just written.</summary>
    public async Task SettleAsync()
    {
        await system.ExecuteAsync("VACUUM (ANALYZE)");
        await system.ExecuteAsync("CHECKPOINT");
    }

    private Task CopyAsync(
        string table, string where, NumberRange numbers, IReadOnlyDictionary<string, string> expressions,
        params IReadOnlyList<object> parameters) =>
        RowCopy.RunAsync(system.Data, table, where, numbers, expressions, parameters);

    private NumberRange Take(int count)
    {
        var range = new NumberRange(_next, count);
        _next += count;
        return range;
    }

    private static string OfSample(string column, string value) => $"c.{column} = '{value}'";

    private static Dictionary<string, string> Parties(params IReadOnlyList<(string Column, string Expression)> others) =>
        new(others.Select(other => KeyValuePair.Create(other.Column, other.Expression)))
        {
            ["contract_id"] = Numbered.ContractSql,
            ["client_id"] = Numbered.ClientSql,
            ["freelancer_id"] = Numbered.FreelancerSql,
        };
}
