using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>Compilations against .NET 8 and the TorchSharp that the tests run with.</summary>
internal static class TestCompilation
{
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using TorchSharp;
        global using TorchSharp.Modules;
        global using static TorchSharp.torch;
        global using static TorchSharp.torch.nn;
        """;

    public static ImmutableArray<MetadataReference> References { get; } =
        [.. Net80.References.All, MetadataReference.CreateFromFile(typeof(TorchSharp.torch).Assembly.Location)];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest);

    public static CSharpCompilation Of(params string[] sources) => Create(References, [Usings, .. sources]);

    public static CSharpCompilation WithoutTorchSharp(string source) => Create([.. Net80.References.All], [source]);

    /// <summary>Compiles, and stops the test where a source has errors of its own.</summary>
    public static CSharpCompilation OfValid(params string[] sources)
    {
        var compilation = Of(sources);
        var errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, "The source does not compile:\n" + string.Join("\n", errors));
        return compilation;
    }

    public static async Task<IReadOnlyList<Diagnostic>> Analyze(
        Compilation compilation, IEnumerable<DiagnosticAnalyzer> analyzers, IReadOnlyDictionary<string, string>? settings = null, params AdditionalText[] files)
    {
        var options = new AnalyzerOptions([.. files], new EditorConfig(settings ?? ImmutableDictionary<string, string>.Empty));
        using var faults = new FaultWatch();
        var found = await compilation
            .WithAnalyzers([.. analyzers], new CompilationWithAnalyzersOptions(options, null, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        faults.AssertNone();
        Assert.DoesNotContain(found, diagnostic => diagnostic.Id.StartsWith("AD", StringComparison.Ordinal));
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private static CSharpCompilation Create(ImmutableArray<MetadataReference> references, IEnumerable<string> sources)
    {
        var trees = sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"File{i}.cs")).ToList();
        var isProgram = trees.Any(tree => tree.GetRoot().ChildNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax>().Any());
        return CSharpCompilation.Create("Test", trees, references, new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
    }

    private sealed class EditorConfig(IReadOnlyDictionary<string, string> settings) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Section(settings);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Section(IReadOnlyDictionary<string, string> settings) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => settings.Keys;

        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = settings.FirstOrDefault(setting => KeyComparer.Equals(setting.Key, key)).Value;
            return value is not null;
        }
    }
}
