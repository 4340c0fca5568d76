using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Cli.Loading;

/// <summary>A compilation with the options (editorconfig, additional files) that its analyzers read.</summary>
internal sealed record LoadedProject(string Name, Compilation Compilation, AnalyzerOptions Options);
