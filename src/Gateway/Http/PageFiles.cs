using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Gateway.Http;

/// <summary>Serves the page, which is embedded in this assembly, at <c>/</c>.</summary>
internal static class PageFiles
{
    // No script or style but our own files. Style attributes are for the mails that the demo's viewer shows in a sandbox.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UsePage(this IApplicationBuilder app)
    {
        var files = new EmbeddedFileProvider(typeof(PageFiles).Assembly, "Gateway.wwwroot");

        // The files are small: each is sent whole, also to who asks for a part that it does not have.
        app.Use((context, next) =>
        {
            context.Request.Headers.Range = default;
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
