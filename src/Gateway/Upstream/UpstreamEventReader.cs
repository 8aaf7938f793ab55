using System.Reflection;
using Gateway.Http.Input;
using MassTransit;

namespace Gateway.Upstream;

/// <summary>
/// Reads the <c>data</c> of each type of upstream event; the type is the message's exchange name. What a member may hold is
/// said by <see cref="UpstreamRules"/>.
/// </summary>
internal static class UpstreamEventReader
{
    // Read with the attributes of the CloudEvent, of which it is one.
    public const string EventId = "eventId";

    private static readonly Dictionary<string, Func<string, JsonObjectReader, object>> _readers = new(
        [
            Reader<ContractStarted>((eventId, data) => new()
            {
                EventId = eventId,
                ContractId = data.Text("contractId"),
                ClientId = data.Text("clientId"),
                FreelancerId = data.Text("freelancerId"),
                AgencyId = data.OptionalText("agencyId"),
                Title = data.Text("title"),
                StartedAt = data.Instant("startedAt"),
                ClientSince = data.Element("clientSince") is null ? null : data.Instant("clientSince"),
            }),
            Reader<ContractEnded>((eventId, data) => new()
            {
                EventId = eventId,
                ContractId = data.Text("contractId"),
                EndedAt = data.Instant("endedAt"),
            }),
            Reader<PaymentMade>((eventId, data) => new()
            {
                EventId = eventId,
                PaymentId = data.Text("paymentId"),
                ContractId = data.Text("contractId"),
                Amount = data.Number("amount"),
                Currency = data.Text("currency"),
                PaidAt = data.Instant("paidAt"),
                Kind = data.OptionalText("kind"),
            }),
            Reader<PaymentReversed>((eventId, data) => new()
            {
                EventId = eventId,
                PaymentId = data.Text("paymentId"),
                ContractId = data.Text("contractId"),
                ReversedAt = data.Instant("reversedAt"),
            }),
            Reader<EndOfContractFeedbackGiven>((eventId, data) => new()
            {
                EventId = eventId,
                FeedbackId = data.Text("feedbackId"),
                ContractId = data.Text("contractId"),
                AuthorId = data.Text("authorId"),
                RecipientId = data.Text("recipientId"),
                Score = data.Number("score"),
                Comment = data.OptionalText("comment"),
                GivenAt = data.Instant("givenAt"),
            }),
            Reader<UserProfileChanged>((eventId, data) => new()
            {
                EventId = eventId,
                UserId = data.Text("userId"),
                DisplayName = data.Text("displayName"),
                Email = data.OptionalText("email"),
                Locale = data.OptionalText("locale"),
                TimeZone = data.OptionalText("timeZone"),
                ChangedAt = data.Instant("changedAt"),
            }),
            Reader<UserErased>((eventId, data) => new()
            {
                EventId = eventId,
                UserId = data.Text("userId"),
                DisplayName = data.OptionalText("displayName"),
                Email = data.OptionalText("email"),
                ErasedAt = data.Instant("erasedAt"),
            }),
        ],
        StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Types => _readers.Keys;

    /// <summary>Reads an event's data and notes what is wrong with it; null if its type is unknown.</summary>
    public static object? Read(string type, string eventId, JsonObjectReader data, DateTimeOffset now)
    {
        if (!_readers.TryGetValue(type, out var read))
            return null;

        var message = read(eventId, data);
        foreach (var (member, problem) in UpstreamRules.ProblemsOf(message, now))
        {
            if (member != EventId)
                data.Check(member, problem);
        }

        data.RefuseOthers();
        return message;
    }

    /// <summary>The type of an upstream event.</summary>
    public static string TypeOf(object message) => TypeOf(message.GetType());

    private static string TypeOf(Type message) => message.GetCustomAttribute<EntityNameAttribute>()!.EntityName;

    private static KeyValuePair<string, Func<string, JsonObjectReader, object>> Reader<TMessage>(
        Func<string, JsonObjectReader, TMessage> read)
        where TMessage : class =>
        new(TypeOf(typeof(TMessage)), read);
}
