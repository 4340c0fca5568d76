using System.Text;

namespace GradGuard.Dashboard.Runs;

/// <summary>The lines of a file that grows, each once, and from the beginning again where another file took its place.</summary>
internal sealed class LogTail(string path) : IDisposable
{
    // Bytes read at once, so that a long log does not become one string.
    private const int ChunkLength = 1 << 20;

    // A run line of the most layers has half a megabyte; what has no line end for longer is no log.
    private const int LongestLine = 1 << 24;

    // The first line has the time at which the run began among its first bytes: two runs never begin alike.
    private const int HeadLength = 256;

    private readonly MemoryStream _line = new();
    private byte[] _head = [];

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Gives every line that was completed since the last call to <paramref name="accept"/>; one without its end waits for it.</summary>
    /// <param name="accept">Takes a line.</param>
    /// <param name="startOver">Called before the first line of another file under the same name.</param>
    /// <exception cref="InvalidDataException">A line is longer than any of a run log.</exception>
    public void Follow(Action<string> accept, Action startOver)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < Position || !HeadOf(stream, _head.Length).AsSpan().SequenceEqual(_head))
        {
            StartOver();
            startOver();
        }

        if (_head.Length < HeadLength)
            _head = HeadOf(stream, HeadLength);

        stream.Position = Position;
        var chunk = new byte[Math.Min(ChunkLength, Math.Max(1, stream.Length - Position))];
        for (var read = stream.Read(chunk); read > 0; read = stream.Read(chunk))
        {
            Position += read;
            Accept(chunk.AsSpan(0, read), accept);
        }
    }

    /// <summary>Reads from the beginning again.</summary>
    public void StartOver()
    {
        (Position, _head) = (0, []);
        _line.SetLength(0);
    }

    public void Dispose() => _line.Dispose();

    private static byte[] HeadOf(FileStream stream, int length)
    {
        var head = new byte[length];
        stream.Position = 0;
        return head[..stream.ReadAtLeast(head, length, throwOnEndOfStream: false)];
    }

    private void Accept(ReadOnlySpan<byte> text, Action<string> accept)
    {
        for (var end = text.IndexOf((byte)'\n'); end >= 0; end = text.IndexOf((byte)'\n'))
        {
            _line.Write(text[..end]);
            accept(Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length));
            _line.SetLength(0);
            text = text[(end + 1)..];
        }

        if (_line.Length + text.Length > LongestLine)
            throw new InvalidDataException($"{path}: no run log, a line of it has more than {LongestLine >> 20} MB.");

        _line.Write(text);
    }
}
