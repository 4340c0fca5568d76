using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests;

/// <summary>A rule may report below or above its default severity; what users configure holds for all of its findings.</summary>
public sealed class SeverityTests
{
    private const string SigmoidStack = """
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new(Linear(8, 8), Linear(8, 8), Linear(8, 8), Linear(8, 8), Linear(8, 8), Linear(8, 8));
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < 5; i++) x = layers[i].call(x).sigmoid();
                return layers[5].call(x);
            }
        }
        """;

    private const string DeepTanh = """
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new(Enumerable.Range(0, 9).Select(_ => Linear(8, 8)).ToArray());
            public Net() : base("net") { RegisterComponents(); foreach (var l in layers) init.xavier_normal_(l.weight, 5.0 / 3); }
            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < 8; i++) x = layers[i].call(x).tanh();
                return layers[8].call(x);
            }
        }
        """;

    [Theory]
    [InlineData(SigmoidStack, null, false, DiagnosticSeverity.Warning)]
    [InlineData(SigmoidStack, null, true, DiagnosticSeverity.Error)]
    [InlineData(SigmoidStack, ReportDiagnostic.Error, false, DiagnosticSeverity.Error)]
    [InlineData(SigmoidStack, ReportDiagnostic.Info, false, DiagnosticSeverity.Info)]
    [InlineData(DeepTanh, null, false, DiagnosticSeverity.Info)]
    [InlineData(DeepTanh, null, true, DiagnosticSeverity.Info)]
    [InlineData(DeepTanh, ReportDiagnostic.Warn, false, DiagnosticSeverity.Warning)]
    [InlineData(DeepTanh, ReportDiagnostic.Error, false, DiagnosticSeverity.Error)]
    public async Task SettingsOfTheUserHold(string source, ReportDiagnostic? setting, bool warnAsError, DiagnosticSeverity expected)
    {
        var finding = Assert.Single(await Analyze(source, setting, warnAsError));
        Assert.Equal(expected, finding.Severity);
    }

    [Theory]
    [InlineData(SigmoidStack)]
    [InlineData(DeepTanh)]
    public async Task RuleThatIsSwitchedOffIsSilent(string source) => Assert.Empty(await Analyze(source, ReportDiagnostic.Suppress, false));

    [Fact]
    public async Task PragmaSuppresses()
    {
        var source = SigmoidStack.Replace("for (var", "#pragma warning disable GG0101\nfor (var");
        Assert.Empty(await Analyze(source, null, false));
    }

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(string source, ReportDiagnostic? setting, bool warnAsError)
    {
        var compilation = TestCompilation.OfValid(source);
        var options = compilation.Options
            .WithGeneralDiagnosticOption(warnAsError ? ReportDiagnostic.Error : ReportDiagnostic.Default)
            .WithSyntaxTreeOptionsProvider(setting is { } given ? new EditorConfigSeverity(given) : null);
        return await TestCompilation.Analyze(compilation.WithOptions(options), [Only.Rule<SaturatingStackRule>()]);
    }

    // dotnet_diagnostic.GG0101.severity of an .editorconfig reaches the compiler in this form.
    private sealed class EditorConfigSeverity(ReportDiagnostic setting) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellation) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string id, CancellationToken cancellation, out ReportDiagnostic severity)
        {
            severity = setting;
            return id == RuleIds.SaturatingStack;
        }

        public override bool TryGetGlobalDiagnosticValue(string id, CancellationToken cancellation, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }
}
