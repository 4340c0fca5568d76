namespace GradGuard.Signal.Propagation;

/// <summary>A thread's array of one type, for what is forgotten before the thread asks for it again.</summary>
internal static class Scratch<T>
{
    [ThreadStatic]
    private static T[]? _array;

    /// <summary>An array of at least so many default values.</summary>
    public static T[] Cleared(int count)
    {
        if (_array is null || _array.Length < count)
        {
            return _array = new T[count];
        }

        Array.Clear(_array, 0, count);
        return _array;
    }
}
