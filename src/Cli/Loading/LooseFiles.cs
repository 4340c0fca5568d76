using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Cli.Loading;

/// <summary>Compiles .cs files that no project names, against this command's own framework and TorchSharp.</summary>
internal static class LooseFiles
{
    /// <summary>What the SDK's ImplicitUsings would add.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static LoadedProject Load(IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var trees = files
            .Select(file => Parse(file, options, cancellation))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, options, cancellationToken: cancellation));
        var compilation = CSharpCompilation.Create(
            "LooseFiles", trees, References(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return new LoadedProject("loose files", compilation, new AnalyzerOptions(ImmutableArray<AdditionalText>.Empty));
    }

    private static SyntaxTree Parse(string file, CSharpParseOptions options, CancellationToken cancellation)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return CSharpSyntaxTree.ParseText(SourceText.From(stream), options, Path.GetFullPath(file), cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"'{file}' cannot be read: {error.Message}");
        }
    }

    private static IEnumerable<MetadataReference> References()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return platform
            .Where(file => Path.GetFileName(file) != TorchSharpAssembly.FileName)
            .Append(TorchSharpAssembly.Find())
            .Select(file => MetadataReference.CreateFromFile(file));
    }
}
