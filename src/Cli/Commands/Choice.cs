using System.CommandLine;

namespace GradGuard.Cli.Commands;

/// <summary>Options that take one of a few words.</summary>
internal static class Choice
{
    /// <summary>An option whose words are the members of an enumeration in lower case; any case is taken.</summary>
    /// <param name="name">"--format".</param>
    /// <param name="description">For the help.</param>
    /// <param name="preset">What holds where the option is not given.</param>
    public static Option<Word<T>> Of<T>(string name, string description, T preset)
        where T : struct, Enum
    {
        var option = new Option<Word<T>>(name) { Description = description, HelpName = string.Join("|", Words<T>()) };
        option.DefaultValueFactory = _ => new(preset);
        option.CustomParser = result =>
        {
            var word = result.Tokens[^1].Value;
            if (Enum.GetValues<T>().Where(value => WordOf(value).Equals(word, StringComparison.OrdinalIgnoreCase)).Cast<T?>().FirstOrDefault() is { } chosen)
                return new(chosen);

            result.AddError($"{name} {word}: give one of {string.Join(", ", Words<T>())}.");
            return new(preset);
        };
        return option;
    }

    private static IEnumerable<string> Words<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(WordOf);

    private static string WordOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>One of the words. The help prints a default by its ToString, and should name what can be typed.</summary>
    internal readonly record struct Word<T>(T Value)
        where T : struct, Enum
    {
        public static implicit operator T(Word<T> word) => word.Value;

        public override string ToString() => WordOf(Value);
    }
}
