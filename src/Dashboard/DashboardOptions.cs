using System.Net;

namespace GradGuard.Dashboard;

/// <summary>How the page of a run is served. Every value is checked when it is set.</summary>
public sealed record DashboardOptions
{
    private const int ShortestToken = 16;

    /// <summary>The port, 0 to 65535; 0 takes a free one, and so does a port that is taken. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No port.</exception>
    public int Port
    {
        get;
        init => field = value is >= 0 and <= ushort.MaxValue ? value : throw new ArgumentOutOfRangeException(nameof(Port), value, "Set Port between 0, which takes a free one, and 65535.");
    }

    /// <summary>The address to listen on. Loopback by default, which only this machine reaches; any other needs a <see cref="Token"/>.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public IPAddress Address
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Address), "Leave Address alone for loopback.");
    } = IPAddress.Loopback;

    /// <summary>What a browser must know: it opens the page once with <c>?token=…</c> and keeps it in a cookie. Null, the default, asks for none.</summary>
    /// <exception cref="ArgumentException">Shorter than 16 characters.</exception>
    public string? Token
    {
        get;
        init => field = value is null || value.Length >= ShortestToken ? value : throw new ArgumentException($"Give Token at least {ShortestToken} characters, at random.", nameof(Token));
    }

    /// <exception cref="ArgumentException">Open to others without a token.</exception>
    internal void Check()
    {
        if (!IPAddress.IsLoopback(Address) && Token is null)
            throw new ArgumentException($"The page at {Address} can be read by other machines: set DashboardOptions.Token, or leave Address at loopback.");
    }
}
