using System.Text.Json.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Cli.Analysis;

/// <summary>What <c>analyze</c> found; its JSON form is a fixed contract.</summary>
internal sealed record AnalysisReport(IReadOnlyList<ModelReport> Models, IReadOnlyList<DiagnosticReport> Diagnostics);

/// <summary>One model and its predicted gradient flow.</summary>
/// <param name="Type">The class, or the expression that builds a Sequential.</param>
/// <param name="File">Where it stands.</param>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="Traced">Whether every operation on the gradient's way is known.</param>
/// <param name="Unknown">What is not known, a reason each.</param>
/// <param name="Log10Ratio">Predicted log10 of the first weight layer's gradient norm over the last one's; null where it is not known or zero.</param>
/// <param name="Bound">log10 of the worst case of that ratio.</param>
/// <param name="Layers">The weight layers in the order of execution.</param>
/// <param name="WhatIfs">For a model whose prediction fails: what remedies would give, best first.</param>
/// <param name="ZeroAtFirstStep">Whether the first layer gets no gradient at all until a later layer, which starts at zero, has moved.</param>
internal sealed record ModelReport(
    string Type,
    string File,
    int Line,
    bool Traced,
    IReadOnlyList<string> Unknown,
    double? Log10Ratio,
    double? Bound,
    IReadOnlyList<LayerReport> Layers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<WhatIfReport>? WhatIfs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ZeroAtFirstStep = false);

/// <summary>What a remedy would give.</summary>
/// <param name="Remedy">What to do.</param>
/// <param name="Log10Ratio">Predicted log10 of first over last with it; null where it is not known.</param>
/// <param name="Heals">Whether the prediction then lies inside the limits.</param>
internal sealed record WhatIfReport(string Remedy, double? Log10Ratio, bool Heals);

/// <summary>One weight layer.</summary>
/// <param name="Path">Its registered name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Log10Norm">log10 of its predicted gradient norm over the last weight layer's; null where it is not known or zero.</param>
/// <param name="ZeroAtFirstStep">Whether it gets no gradient until a later layer has moved.</param>
internal sealed record LayerReport(
    string Path,
    string Kind,
    double? Log10Norm,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ZeroAtFirstStep = false);

/// <summary>One finding of a rule.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Severity">As the project's settings have it.</param>
/// <param name="File">Where it stands.</param>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Span">Its lines and columns, from 0.</param>
internal sealed record DiagnosticReport(
    string Id, DiagnosticSeverity Severity, string File, int Line, string Message, [property: JsonIgnore] LinePositionSpan Span);
