using MassTransit;

namespace Gateway.Services;

/// <summary>
/// A question that waits for its answer. MassTransit's own <c>GetResponse</c> ends at three types of answer; some of
/// ours have six.
/// </summary>
internal sealed class Question<TRequest>(
    RequestHandle<TRequest> handle, CancellationTokenSource patience, CancellationToken callerLeft) where TRequest : class
{
    private readonly List<Func<bool, Task<object>>> _answers = [];

    public Question<TRequest> For<TAnswer>() where TAnswer : class
    {
        _answers.Add(async readyToSend => (await handle.GetResponse<TAnswer>(readyToSend)).Message);
        return this;
    }

    public async Task<TAnswer> AnswerAsync<TAnswer>() where TAnswer : class => (TAnswer)await For<TAnswer>().AnswerAsync();

    public async Task<object> AnswerAsync()
    {
        using (patience)
        using (handle)
        {
            // The last one to be registered sends the question.
            var answers = _answers.Select((answer, index) => answer(index == _answers.Count - 1)).ToList();
            try
            {
                return await await Task.WhenAny(answers).WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !callerLeft.IsCancellationRequested)
            {
                throw new RequestTimeoutException(handle.RequestId.ToString());
            }
            finally
            {
                // A fault ends all of them, and only one was awaited.
                _ = Task.WhenAll(answers).ContinueWith(
                    static all => all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }
}
