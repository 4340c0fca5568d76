using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace GradGuard.Dashboard.Serving;

/// <summary>Who may read a run: this machine under a loopback name, or whoever knows the token.</summary>
internal sealed class Admission(DashboardOptions options)
{
    private static readonly KeyValuePair<string, string>[] Headers =
    [
        new("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        new("X-Content-Type-Options", "nosniff"),
        new("Referrer-Policy", "no-referrer"),
        new("Cross-Origin-Resource-Policy", "same-origin"),
        new("Cross-Origin-Opener-Policy", "same-origin"),
    ];

    public Task Admit(HttpContext context, RequestDelegate next)
    {
        foreach (var header in Headers)
            context.Response.Headers[header.Key] = header.Value;

        // A page elsewhere whose name resolves to this machine (DNS rebinding) would otherwise read the run.
        if (options.Token is null && context.Request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]"))
            return Refuse(context, StatusCodes.Status403Forbidden, "This page is served to this machine only; open it as http://127.0.0.1.");
        if (options.Token is not { } token || IsToken(Bearer(context), token) || IsToken(context.Request.Cookies[CookieOf(context)], token))
            return next(context);
        if (!IsToken(context.Request.Query["token"].ToString(), token))
            return Refuse(context, StatusCodes.Status401Unauthorized, "Open this page with ?token= and the token that its server was given.");

        // Out of the address, where it would stay in histories.
        context.Response.Cookies.Append(CookieOf(context), token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
        // To this server's own root: a path of two slashes would lead elsewhere.
        context.Response.Redirect("/");
        return Task.CompletedTask;
    }

    // Browsers keep one set of cookies for all ports of a host; the port is the one that they know, which a tunnel may have changed.
    private static string CookieOf(HttpContext context) => $"gradguard-token-{context.Request.Host.Port ?? context.Connection.LocalPort}";

    private static string? Bearer(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var given && given.StartsWith("Bearer ", StringComparison.Ordinal) ? given["Bearer ".Length..] : null;

    private static bool IsToken(string? given, string token) =>
        given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(reason);
    }
}
