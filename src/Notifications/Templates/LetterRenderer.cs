using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Notifications.Templates;

/// <summary>Renders letters as HTML. A renderer lives for one letter: it keeps what it has rendered.</summary>
internal sealed class LetterRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> HtmlOfAsync(Letter letter)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = new Dictionary<string, object?> { [nameof(LetterHtml.Letter)] = letter };
            var html = await renderer.RenderComponentAsync<LetterHtml>(ParameterView.FromDictionary(parameters));
            return html.ToHtmlString();
        });
    }
}
