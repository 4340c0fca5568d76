using System.Reflection;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Prediction.Predicting;

/// <summary>The sources of the zoo, compiled anew so that the tracer can read them.</summary>
internal static class ZooCompilation
{
    // What the SDK's ImplicitUsings adds.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>The compilation, with what the rules know of its TorchSharp.</summary>
    /// <exception cref="InvalidOperationException">The sources do not compile as they stand in the assembly.</exception>
    public static TorchSharpContext Create()
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var trees = Sources().Append(("usings", SourceText.From(ImplicitUsings))).Select(source => CSharpSyntaxTree.ParseText(source.Item2, options, source.Item1));
        var compilation = CSharpCompilation.Create("Zoo", trees, References(), new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var error = compilation.GetDiagnostics().FirstOrDefault(found => found.Severity == DiagnosticSeverity.Error);
        return error is null ? TorchSharpContext.Of(compilation)! : throw new InvalidOperationException($"The zoo does not compile from its embedded sources: {error}");
    }

    private static IEnumerable<(string, SourceText)> Sources()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".cs", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            yield return (name, SourceText.From(stream));
        }
    }

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(file => file != Assembly.GetExecutingAssembly().Location)
        .Select(file => MetadataReference.CreateFromFile(file));
}
