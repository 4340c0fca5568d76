using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class HookBypassTests
{
    private const string Hook = "register_forward_hook((module, input, output) => output)";

    [Theory]
    [InlineData($"var fc = Linear(2, 2); fc.{Hook}; [|fc.forward(x)|];")]
    [InlineData($"var fc = Linear(2, 2); var hook = fc.{Hook}; for (var i = 0; i < 3; i++) {{ [|fc.forward(x)|]; }}")]
    [InlineData("var fc = Linear(2, 2); fc.register_forward_pre_hook((module, input) => input); [|fc.forward(x)|];")]
    [InlineData($"field.{Hook}; [|field.forward(x)|];")]
    [InlineData($"this.field.{Hook}; [|field.forward(x)|];")]
    [InlineData($"Attach(); [|field.forward(x)|]; void Attach() => field.{Hook};")]
    [InlineData($"var net = Sequential(Linear(2, 2)); net.{Hook}; [|net.forward(x)|];")]
    [InlineData($"given.{Hook}; [|given.forward(x)|];")]
    [InlineData($"var fc = Linear(2, 2); [|fc.forward(x)|]; fc.{Hook};")]
    [InlineData($"var fc = Linear(2, 2); Watch(fc); [|fc.forward(x)|]; void Watch(Module<Tensor, Tensor> module) => module.{Hook};")]
    [InlineData("new Monitor().Attach(field); [|field.forward(x)|];")]
    [InlineData("var tap = new Tap(field); [|field.forward(x)|];")]
    public async Task ForwardOnAModuleWithHooksIsFound(string body)
    {
        var finding = await Verify<HookBypassRule>.Finding(Code(body));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains("hooks run only through call", finding.GetMessage());
    }

    [Theory]
    [InlineData($"var fc = Linear(2, 2); fc.{Hook}; fc.call(x);")]
    [InlineData("var fc = Linear(2, 2); fc.forward(x);")]
    [InlineData($"var fc = Linear(2, 2); var other = Linear(2, 2); fc.{Hook}; other.forward(x);")]
    [InlineData($"field.{Hook}; var fc = Linear(2, 2); fc.forward(x);")]
    [InlineData($"field.{Hook}; given.forward(x);")]
    [InlineData("new Monitor().Attach(field); given.forward(x);")]
    [InlineData("new Monitor().Detach(field); field.forward(x);")]
    [InlineData("var tap = new Tap(given); field.forward(x);")]
    [InlineData("var fc = Linear(2, 2); Console.WriteLine(nameof(fc.register_forward_hook).Length + x.ndim); new Other().forward(x);")]
    public async Task CallAndModulesWithoutHooksAreSilent(string body) => await Verify<HookBypassRule>.Findings(Code(body));

    [Theory]
    [InlineData($"var fc = Linear(2, 2); fc.{Hook}; var y = fc.forward(x); // hooked", $"var fc = Linear(2, 2); fc.{Hook}; var y = fc.call(x); // hooked")]
    [InlineData($"field.{Hook}; field.forward(field.forward(x));", $"field.{Hook}; field.call(field.call(x));")]
    public async Task FixCalls(string body, string expected) => await VerifyFix<HookBypassRule, CallForHooksFix>.Turns(Code(body), Code(expected));

    private static string Code(string body) => $$"""
        class Monitor
        {
            public void Attach(Module<Tensor, Tensor> module) => module.{{Hook}};
            public void Detach(Module<Tensor, Tensor> module) => module.Dispose();
        }
        class Tap
        {
            public Tap(Module<Tensor, Tensor> module) => module.{{Hook}};
        }
        class Other { public Tensor forward(Tensor x) => x; }
        class Watching
        {
            private readonly Linear field = Linear(2, 2);
            void Run(Tensor x, Module<Tensor, Tensor> given)
            {
                {{body}}
            }
        }
        """;
}
