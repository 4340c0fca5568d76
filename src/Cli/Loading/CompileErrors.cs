using System.Globalization;
using Microsoft.CodeAnalysis;

namespace GradGuard.Cli.Loading;

/// <summary>What the compiler cannot make of the code as it was loaded: models in it may be missed.</summary>
/// <param name="Count">How many errors of syntax and of declarations.</param>
/// <param name="First">Where the first stands, and what it says.</param>
internal sealed record CompileErrors(int Count, string First)
{
    /// <summary>The errors of all projects; null where there are none. Bodies are not bound for it, which would cost a compile.</summary>
    public static CompileErrors? In(IReadOnlyList<LoadedProject> projects, CancellationToken cancellation)
    {
        var errors = projects.SelectMany(project => project.Compilation.GetParseDiagnostics(cancellation).Concat(project.Compilation.GetDeclarationDiagnostics(cancellation)))
            .Where(found => found.Severity == DiagnosticSeverity.Error).ToList();
        return errors.Count == 0 ? null : new(errors.Count, Describe(errors[0]));
    }

    /// <summary>"3 errors of the compiler, the first …".</summary>
    public override string ToString() => Count == 1 ? $"an error of the compiler, {First}" : $"{Count} errors of the compiler, the first {First}";

    private static string Describe(Diagnostic error)
    {
        var place = error.Location.GetMappedLineSpan();
        var where = place.Path.Length == 0 ? "" : $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): ";
        return $"{where}{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture).TrimEnd('.')}";
    }
}
