using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Gateway.Http;

/// <summary>
/// Sends commands and runs queries over the bus; the type of a message says which service responds. MassTransit's own
/// <c>GetResponse</c> ends at three types of response; a command here has six.
/// </summary>
/// <remarks>
/// Each method throws <see cref="RequestTimeoutException"/> when no response came in time, <see cref="RequestFaultException"/>
/// when the service failed, and <see cref="OperationCanceledException"/> when the caller left.
/// </remarks>
internal sealed class ServiceClient(IClientFactory clients, ServiceClock serviceClock, IOptions<GatewayOptions> options)
{
    /// <summary>
    /// Sends a command on a contract. The response is a <typeparamref name="TAccepted"/> or one of the five that every such
    /// command has; <see cref="CommandResults"/> maps them. It is judged by the instant that the gateway stamped it with.
    /// </summary>
    /// <exception cref="GatewayClockException">The gateway's clock differs from the services', so nothing was sent (R52).</exception>
    public async Task<object> SendOnContractAsync<TCommand, TAccepted>(TCommand command, CancellationToken callerLeft)
        where TCommand : class
        where TAccepted : class
    {
        await serviceClock.ThrowIfDiffersAsync(callerLeft);
        return await GetResponseAsync(
            command,
            isQuery: false,
            callerLeft,
            ReceiveAsync<TAccepted>,
            ReceiveAsync<FeedbackRefused>,
            ReceiveAsync<InvalidInput>,
            ReceiveAsync<ContractNotFound>,
            ReceiveAsync<CallerNotPermitted>,
            ReceiveAsync<IdempotencyKeyReused>);
    }

    /// <summary>Sends a command on something of a contract, which may not be there: a <typeparamref name="TNotFound"/> says so.</summary>
    /// <inheritdoc cref="SendOnContractAsync{TCommand, TAccepted}" path="/exception"/>
    public async Task<object> SendOnContractAsync<TCommand, TAccepted, TNotFound>(TCommand command, CancellationToken callerLeft)
        where TCommand : class
        where TAccepted : class
        where TNotFound : class
    {
        await serviceClock.ThrowIfDiffersAsync(callerLeft);
        return await GetResponseAsync(
            command,
            isQuery: false,
            callerLeft,
            ReceiveAsync<TAccepted>,
            ReceiveAsync<TNotFound>,
            ReceiveAsync<FeedbackRefused>,
            ReceiveAsync<InvalidInput>,
            ReceiveAsync<ContractNotFound>,
            ReceiveAsync<CallerNotPermitted>,
            ReceiveAsync<IdempotencyKeyReused>);
    }

    /// <summary>Sends a command with two types of response.</summary>
    public Task<object> SendAsync<TCommand, T1, T2>(TCommand command, CancellationToken callerLeft)
        where TCommand : class
        where T1 : class
        where T2 : class =>
        GetResponseAsync(command, isQuery: false, callerLeft, ReceiveAsync<T1>, ReceiveAsync<T2>);

    /// <summary>Sends a command with three types of response.</summary>
    public Task<object> SendAsync<TCommand, T1, T2, T3>(TCommand command, CancellationToken callerLeft)
        where TCommand : class
        where T1 : class
        where T2 : class
        where T3 : class =>
        GetResponseAsync(command, isQuery: false, callerLeft, ReceiveAsync<T1>, ReceiveAsync<T2>, ReceiveAsync<T3>);

    /// <summary>Sends a command with four types of response.</summary>
    public Task<object> SendAsync<TCommand, T1, T2, T3, T4>(TCommand command, CancellationToken callerLeft)
        where TCommand : class
        where T1 : class
        where T2 : class
        where T3 : class
        where T4 : class =>
        GetResponseAsync(
            command, isQuery: false, callerLeft, ReceiveAsync<T1>, ReceiveAsync<T2>, ReceiveAsync<T3>, ReceiveAsync<T4>);

    /// <summary>Sends a command with one type of response.</summary>
    public async Task<TResponse> SendAsync<TCommand, TResponse>(TCommand command, CancellationToken callerLeft)
        where TCommand : class
        where TResponse : class =>
        (TResponse)await GetResponseAsync(command, isQuery: false, callerLeft, ReceiveAsync<TResponse>);

    /// <summary>Runs a query with one type of response.</summary>
    public Task<TResponse> QueryAsync<TQuery, TResponse>(TQuery query, CancellationToken callerLeft)
        where TQuery : class
        where TResponse : class =>
        QueryAsync<TQuery, TResponse>(query, options.Value.RequestTimeout, callerLeft);

    /// <summary>Runs a query with one type of response, and waits for it as long as that.</summary>
    public async Task<TResponse> QueryAsync<TQuery, TResponse>(TQuery query, TimeSpan timeout, CancellationToken callerLeft)
        where TQuery : class
        where TResponse : class =>
        (TResponse)await GetResponseAsync(query, isQuery: true, timeout, callerLeft, ReceiveAsync<TResponse>);

    /// <summary>Runs a query with two types of response.</summary>
    public Task<object> QueryAsync<TQuery, T1, T2>(TQuery query, CancellationToken callerLeft)
        where TQuery : class
        where T1 : class
        where T2 : class =>
        GetResponseAsync(query, isQuery: true, callerLeft, ReceiveAsync<T1>, ReceiveAsync<T2>);

    /// <summary>Runs a query with three types of response.</summary>
    public Task<object> QueryAsync<TQuery, T1, T2, T3>(TQuery query, CancellationToken callerLeft)
        where TQuery : class
        where T1 : class
        where T2 : class
        where T3 : class =>
        GetResponseAsync(query, isQuery: true, callerLeft, ReceiveAsync<T1>, ReceiveAsync<T2>, ReceiveAsync<T3>);

    /// <summary>Whether a service failed because its database is away or takes too long.</summary>
    public static bool IsUnavailable(RequestFaultException failure) =>
        failure.Fault?.Exceptions.Any(exception => exception.ExceptionType == typeof(ServiceUnavailableException).FullName) == true;

    /// <summary>For the branch that no response reaches: only responses of the types that were named come back.</summary>
    public static UnreachableException Unexpected(object response) => new($"A {response.GetType().Name} is no response to this request.");

    private Task<object> GetResponseAsync<TRequest>(
        TRequest message, bool isQuery, CancellationToken callerLeft, params Func<RequestHandle, bool, Task<object>>[] receivers)
        where TRequest : class =>
        GetResponseAsync(message, isQuery, options.Value.RequestTimeout, callerLeft, receivers);

    private async Task<object> GetResponseAsync<TRequest>(
        TRequest message,
        bool isQuery,
        TimeSpan timeout,
        CancellationToken callerLeft,
        params Func<RequestHandle, bool, Task<object>>[] receivers)
        where TRequest : class
    {
        // MassTransit's own timeout begins when the transport takes the request: without a broker, never. The token ends
        // the wait all the same, and the sending with it. It counts real time, not that of the injected clock: people
        // wait in it, and a demo clock that jumps must not end their calls.
        var deadline = DateTimeOffset.UtcNow + timeout;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
        giveUp.CancelAfter(timeout);
        using var handle = clients.CreateRequest(message, giveUp.Token, timeout);
        handle.UseExecute(context =>
        {
            context.Headers.Set(Deadline.Header, deadline.ToString("O"));

            // A command shares its queue with messages that must not get lost, so the broker would move an expired one to the error
            // queue. The service drops it.
            if (!isQuery)
                context.TimeToLive = null;
        });

        // The last receiver sends the request.
        var responses = receivers.Select((receive, index) => receive(handle, index == receivers.Length - 1)).ToList();
        try
        {
            return await await Task.WhenAny(responses).WaitAsync(giveUp.Token);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested && !callerLeft.IsCancellationRequested)
        {
            throw new RequestTimeoutException(handle.RequestId.ToString());
        }
        finally
        {
            // A fault ends all of them, and only one was awaited.
            _ = Task.WhenAll(responses).ContinueWith(
                static all => all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task<object> ReceiveAsync<TResponse>(RequestHandle handle, bool readyToSend) where TResponse : class =>
        (await handle.GetResponse<TResponse>(readyToSend)).Message;
}
