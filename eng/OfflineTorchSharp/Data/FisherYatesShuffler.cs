using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The numbers below a size in a random order, a new one on each enumeration unless a seed fixes it.</summary>
public class FisherYatesShuffler : IEnumerable<long>
{
    private readonly long _size;
    private readonly int? _seed;

    public FisherYatesShuffler(long size, int? seed = null)
    {
        _size = size;
        _seed = seed;
    }

    public IEnumerator<long> GetEnumerator()
    {
        var random = _seed is { } seed ? new Random(seed) : new Random();
        var order = Enumerable.Range(0, checked((int)_size)).Select(static i => (long)i).ToArray();
        for (var last = order.Length - 1; last >= 0; last--)
        {
            var chosen = random.Next(last + 1);
            (order[last], order[chosen]) = (order[chosen], order[last]);
            yield return order[last];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
