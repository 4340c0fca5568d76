using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace GradGuard.Layers;

/// <summary>
/// Which layers are watched, by glob on the module path: <c>*</c> is anything within a segment, <c>**</c> anything at all, <c>?</c> one
/// character. A pattern that fits a module fits what is inside it.
/// </summary>
internal sealed class LayerFilter
{
    private readonly Regex[] _include;
    private readonly Regex[] _exclude;

    /// <param name="include">Patterns of which one must fit; none lets everything in.</param>
    /// <param name="exclude">Patterns of which none may fit.</param>
    public LayerFilter(ImmutableArray<string> include, ImmutableArray<string> exclude)
    {
        _include = [.. include.Select(ToRegex)];
        _exclude = [.. exclude.Select(ToRegex)];
    }

    /// <summary>Whether the layer of this path is watched.</summary>
    public bool Watches(string path) =>
        (_include.Length == 0 || Array.Exists(_include, pattern => pattern.IsMatch(path)))
        && !Array.Exists(_exclude, pattern => pattern.IsMatch(path));

    private static Regex ToRegex(string glob)
    {
        var pattern = new StringBuilder("^");
        for (var i = 0; i < glob.Length; i++)
        {
            if (glob[i] == '*' && i + 1 < glob.Length && glob[i + 1] == '*')
            {
                pattern.Append(".*");
                i++;
            }
            else
            {
                pattern.Append(glob[i] switch { '*' => "[^.]*", '?' => "[^.]", var letter => Regex.Escape(letter.ToString()) });
            }
        }

        return new Regex(pattern.Append(@"(\..*)?$").ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}
