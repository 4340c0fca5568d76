using System.CommandLine;

namespace GradGuard.Cli.Commands;

/// <summary>Options that take one of a few words.</summary>
internal static class Choice
{
    /// <summary>An option whose words are the members of an enumeration in lower case; any case is taken.</summary>
    /// <param name="name">"--format".</param>
    /// <param name="description">For the help.</param>
    /// <param name="preset">What holds where the option is not given.</param>
    public static Option<T> Of<T>(string name, string description, T preset)
        where T : struct, Enum
    {
        var option = new Option<T>(name) { Description = description, HelpName = string.Join("|", Words<T>()) };
        option.DefaultValueFactory = _ => preset;
        option.CustomParser = result =>
        {
            var word = result.Tokens[^1].Value;
            if (Enum.GetValues<T>().Where(value => WordOf(value).Equals(word, StringComparison.OrdinalIgnoreCase)).Cast<T?>().FirstOrDefault() is { } chosen)
                return chosen;

            result.AddError($"{name} {word}: give one of {string.Join(", ", Words<T>())}.");
            return preset;
        };
        return option;
    }

    private static IEnumerable<string> Words<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(WordOf);

    private static string WordOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
