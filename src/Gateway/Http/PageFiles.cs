using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Gateway.Http;

/// <summary>Files that the page has in the place of the gateway's own with the same paths.</summary>
/// <param name="Files">The files, with paths such as <c>/js/mode.js</c>.</param>
public sealed record PageOverlay(IFileProvider Files);

/// <summary>Serves the page, which is embedded in this assembly, at <c>/</c>, and that of operators at <c>/ops</c>.</summary>
internal static class PageFiles
{
    private const string Operators = "/ops";
    private const string OperatorsFile = "/ops.html";

    // No script or style but our own files. Style attributes are for the mails that the demo's viewer shows in a sandbox.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UsePage(this IApplicationBuilder app)
    {
        var overlays = app.ApplicationServices.GetServices<PageOverlay>().Select(overlay => overlay.Files);
        var files = new CompositeFileProvider([.. overlays, new EmbeddedFileProvider(typeof(PageFiles).Assembly, "Gateway.wwwroot")]);

        // The files are small: each is sent whole, also to who asks for a part that it does not have.
        app.Use((context, next) =>
        {
            context.Request.Headers.Range = default;
            if (context.Request.Path == Operators || context.Request.Path == $"{Operators}/")
                context.Request.Path = OperatorsFile;

            return next(context);
        });
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context =>
            {
                var headers = context.Context.Response.Headers;
                headers.CacheControl = "no-cache";
                headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
                headers["Referrer-Policy"] = "no-referrer";
            },
        });
    }
}
