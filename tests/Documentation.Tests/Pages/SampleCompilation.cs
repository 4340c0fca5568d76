using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>Compiles samples against what this program runs with: .NET, TorchSharp, GradGuard and OpenTelemetry.</summary>
internal static class SampleCompilation
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using GradGuard;
        global using Xunit;
        global using TorchSharp;
        global using TorchSharp.Modules;
        global using static TorchSharp.torch;
        global using static TorchSharp.torch.nn;
        """;

    private static readonly IReadOnlyList<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The sample's compilation, without errors; the test fails on one with errors.</summary>
    public static CSharpCompilation Of(Sample sample)
    {
        var tree = CSharpSyntaxTree.ParseText(sample.AsFile());
        var kind = tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any() ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var compilation = CSharpCompilation.Create(
            "Sample", [CSharpSyntaxTree.ParseText(Usings), tree], References, new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        var errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, $"This sample does not compile:\n{sample.Code}\n{string.Join('\n', errors)}");
        return compilation;
    }

    /// <summary>What the rules say about the sample; all rules where none is named; a report is that of a recorded run, settings an .editorconfig, both beside the code.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> Analyze(Sample sample, string? rule = null, string? report = null, string? settings = null)
    {
        var options = new AnalyzerOptions(report is null ? [] : [new ReportFile(report)], new EditorConfig(settings ?? ""));
        var found = await Of(sample).WithAnalyzers(GradGuardAnalyzers.All, options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(found, diagnostic => !diagnostic.Id.StartsWith("GG", StringComparison.Ordinal));
        return [.. found.Where(diagnostic => rule is null || diagnostic.Id == rule).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private sealed class ReportFile(string text) : AdditionalText
    {
        public override string Path => "train.gradguard.json";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
