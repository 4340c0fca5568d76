using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;

namespace GradGuard.Analyzers.Tests;

/// <summary>What users say in .editorconfig of members that the rules cannot look into.</summary>
public sealed class UserNamesTests
{
    // External code: nothing to look into.
    private const string External = """
        namespace Nets
        {
            public static class Functions
            {
                public static extern Tensor squash(Tensor x);
                public static extern Tensor Steady(this Tensor x);
                public static extern void Bound(IEnumerable<Parameter> parameters);
            }
        }
        """;

    private static string Stack(string call) => $$"""
        using Nets;
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new();
            public Net() : base("net")
            {
                for (var i = 0; i < 10; i++)
                    layers.Add(Linear(64, 64));
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                foreach (var layer in layers)
                    x = {{call}};
                return x;
            }
        }
        {{External}}
        """;

    private const string Loop = $$"""
        using Nets;
        class Training
        {
            void Run(Module<Tensor, Tensor> model, optim.Optimizer optimizer, Tensor x)
            {
                optimizer.zero_grad();
                model.call(x).mean().backward();
                Functions.Bound(model.parameters());
                optimizer.step();
            }
        }
        {{External}}
        """;

    [Fact]
    public async Task A_function_without_source_keeps_the_rules_silent() =>
        Assert.Empty(await Analyze<SaturatingStackRule>(Stack("Functions.squash(layer.call(x))")));

    [Theory]
    [InlineData("Nets.Functions.squash: Sigmoid")]
    [InlineData("Other.Thing: GELU, Nets.Functions.squash:sigmoid")]
    public async Task A_function_named_as_an_activation_is_that_activation(string activations)
    {
        var found = Assert.Single(await Analyze<SaturatingStackRule>(Stack("Functions.squash(layer.call(x))"), (UserNames.ActivationsKey, activations)));
        Assert.Contains("9 saturating activations (Sigmoid)", found.GetMessage());
    }

    [Fact]
    public async Task An_extension_method_named_as_a_normalization_is_that_normalization()
    {
        var code = Stack("layer.call(x).Steady().sigmoid()");

        Assert.Empty(await Analyze<SaturatingStackRule>(code, (UserNames.NormalizationsKey, "Nets.Functions.Steady: BatchNorm1d")));
        Assert.Single(await Analyze<SaturatingStackRule>(code, (UserNames.NormalizationsKey, "Nets.Functions.Steady: LayerNorm")));
    }

    [Theory]
    [InlineData("Nets.Functions.squash: Sigmoyd")]
    [InlineData("Nets.Functions.squash")]
    [InlineData(",:,Nets : : ,")]
    [InlineData("")]
    public async Task What_cannot_be_read_changes_nothing(string activations) =>
        Assert.Empty(await Analyze<SaturatingStackRule>(Stack("Functions.squash(layer.call(x))"), (UserNames.ActivationsKey, activations)));

    [Fact]
    public async Task A_module_with_source_can_be_named_where_the_tracer_cannot_follow_it()
    {
        var code = $$"""
            using Nets;
            class Squash : Module<Tensor, Tensor>
            {
                public Squash() : base("squash") => RegisterComponents();
                public override Tensor forward(Tensor x) => Functions.squash(x);
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential layers;
                public Net() : base("net")
                {
                    layers = Sequential(Enumerable.Range(0, 10).SelectMany(_ => new Module<Tensor, Tensor>[] { Linear(64, 64), new Squash() }));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => layers.call(x);
            }
            {{External}}
            """;

        Assert.Empty(await Analyze<SaturatingStackRule>(code));
        Assert.Single(await Analyze<SaturatingStackRule>(code, (UserNames.ActivationsKey, "Squash: Tanh, Squash: Sigmoid")));
    }

    [Fact]
    public async Task A_method_named_as_clipping_clips()
    {
        Assert.Single(await Analyze<MissingClippingRule>(Loop));
        Assert.Empty(await Analyze<MissingClippingRule>(Loop, (UserNames.ClippingKey, "Nets.Functions.Bound")));
    }

    private static Task<IReadOnlyList<Microsoft.CodeAnalysis.Diagnostic>> Analyze<TRule>(string code, params (string Key, string Value)[] settings)
        where TRule : GradGuardRule, new() =>
        TestCompilation.Analyze(TestCompilation.OfValid(code), [Only.Rule<TRule>()], settings.ToDictionary(setting => setting.Key, setting => setting.Value));
}
