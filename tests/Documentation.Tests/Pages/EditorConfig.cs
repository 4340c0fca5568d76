using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>The settings of an .editorconfig, read as the compiler reads them.</summary>
internal sealed class EditorConfig(string text) : AnalyzerConfigOptionsProvider
{
    private readonly Section _section = new(AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(text, "/.editorconfig") }).GetOptionsForSourcePath("/Sample.cs").AnalyzerOptions);

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Section(new Dictionary<string, string>());

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _section;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Section(IReadOnlyDictionary<string, string> settings) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => settings.Keys;

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => settings.TryGetValue(key, out value);
    }
}
