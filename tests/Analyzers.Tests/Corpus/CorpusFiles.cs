namespace GradGuard.Analyzers.Tests.Corpus;

/// <summary>Model code as people write it: a part that must stay silent, and a part with every finding written beside it.</summary>
internal static class CorpusFiles
{
    public static IReadOnlyList<(string Name, string Source)> All { get; } =
        [.. typeof(CorpusFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Corpus/", StringComparison.Ordinal)).Order().Select(name => (name, Read(name)))];

    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(CorpusFiles).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
