using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

public sealed class HealingInitialisationTests
{
    [Fact]
    public async Task VanishingReLUStackIsDrawnByKaiming() => await VerifyFix<VanishingGradientRule, VanishingGradientFix>.Turns(
        Stack("relu", ""),
        Stack("relu", """

                    foreach (var module in modules())
                    {
                        if (module is Linear linear)
                            init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
                    }
            """),
        "Draw the weights by Kaiming initialisation");

    [Fact]
    public async Task ExplodingStackIsDrawnByWhatHeals() => await VerifyFix<ExplodingGradientRule, ExplodingGradientFix>.Turns(
        Stack("relu", """

                    foreach (var layer in layers)
                        init.normal_(layer.weight, 0, 0.5);
            """),
        Stack("relu", """

                    foreach (var layer in layers)
                        init.normal_(layer.weight, 0, 0.5);
                    foreach (var module in modules())
                    {
                        if (module is Linear linear)
                            init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
                    }
            """),
        "Draw the weights by Kaiming initialisation");

    [Fact]
    public async Task TitleSaysWhatItGives()
    {
        var titles = await VerifyFix<VanishingGradientRule, VanishingGradientFix>.Titles(Stack("relu", ""));
        Assert.Matches(@"^Draw the weights by Kaiming initialisation: predicted ratio \d", titles[0]);
    }

    [Fact]
    public async Task OnlyInitialisationsThatHealAreOffered()
    {
        var titles = await VerifyFix<VanishingGradientRule, VanishingGradientFix>.Titles(Stack("relu", "").Replace("i < 24", "i < 60"));
        Assert.DoesNotContain(titles, title => title.Contains("LeCun"));
    }

    // GG0301 would find fault with what the fix has written.
    [Theory]
    [InlineData("relu", "Kaiming initialisation:", "Xavier initialisation:")]
    [InlineData("tanh", "Xavier initialisation:", "Kaiming initialisation:")]
    public async Task InitialisationMadeForAnotherActivationIsNotOffered(string activation, string offered, string another)
    {
        var titles = await VerifyFix<ExplodingGradientRule, ExplodingGradientFix>.Titles(Stack(activation, """

                    foreach (var layer in layers)
                        init.orthogonal_(layer.weight, 8);
            """));

        Assert.Contains(titles, title => title.Contains(offered, StringComparison.Ordinal));
        Assert.DoesNotContain(titles, title => title.Contains(another, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ModelOfOtherLayersIsLeftAlone()
    {
        await VerifyFix<VanishingGradientRule, VanishingGradientFix>.IsNotOffered("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Parameter_> layers = new(Enumerable.Range(0, 24).Select(_ => new Parameter_()).ToArray());
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x)
                {
                    foreach (var layer in layers)
                        x = layer.call(x).relu();
                    return x;
                }
            }
            class Parameter_ : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(64, 64);
                public Parameter_() : base("layer") => RegisterComponents();
                public override Tensor forward(Tensor x) => functional.linear(x, fc.weight!);
            }
            """);
    }

    private static string Stack(string activation, string initialisation) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new();

            public Net()
                : base("net")
            {
                for (var i = 0; i < 24; i++)
                    layers.Add(Linear(64, 64));
                RegisterComponents();{{initialisation}}
            }

            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < layers.Count - 1; i++)
                    x = layers[i].call(x).{{activation}}();
                return layers[layers.Count - 1].call(x);
            }
        }
        """;
}
