using GradGuard.Dashboard.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GradGuard.Dashboard.Serving;

/// <summary>The run as pages ask for it. It is written once for each version, however many pages ask.</summary>
internal sealed class RunAnswer(IRunSource source)
{
    private readonly object _gate = new();

    // Versions of two servers that follow each other at one address say nothing about each other.
    private readonly string _server = Guid.NewGuid().ToString("N");
    private byte[] _json = [];
    private EntityTagHeaderValue? _tag;

    // The version is the entity's tag: a page that has seen it is told so.
    public IResult Answer(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        try
        {
            var (json, tag) = Latest();
            return context.Request.GetTypedHeaders().IfNoneMatch.Any(seen => seen.Compare(tag, useStrongComparison: false))
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : Results.Bytes(json, "application/json", entityTag: tag);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Results.Problem(error.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private (byte[] Json, EntityTagHeaderValue Tag) Latest()
    {
        lock (_gate)
        {
            var version = source.Version;
            var tag = new EntityTagHeaderValue($"\"{_server}-{version}\"");
            if (_tag is null || !_tag.Compare(tag, useStrongComparison: true))
                (_json, _tag) = (RunJson.Write(source.Read(), version), tag);

            return (_json, tag);
        }
    }
}
