namespace GradGuard.Signal.Propagation;

/// <summary>Lists that one node after another fills and leaves: nearly all nodes have one input or two.</summary>
internal sealed class ListsByLength<T>
{
    private const int Longest = 3;

    [ThreadStatic]
    private static ListsByLength<T>? _ofThread;

    private readonly T[]?[] _lists = new T[Longest + 1][];

    private ListsByLength()
    {
    }

    public static ListsByLength<T> OfThread => _ofThread ??= new();

    /// <summary>A list of so many default values; what it held before is gone.</summary>
    public T[] Of(int length)
    {
        if (length > Longest)
        {
            return new T[length];
        }

        if (_lists[length] is not { } known)
        {
            return _lists[length] = new T[length];
        }

        Array.Clear(known, 0, length);
        return known;
    }
}
