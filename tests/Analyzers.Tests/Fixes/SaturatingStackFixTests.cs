using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

public sealed class SaturatingStackFixTests
{
    [Fact]
    public async Task EverySpellingInAModuleBecomesReLUWithHeInitialisation() => await Turns(
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64), fc3 = Linear(64, 64);
            private readonly Linear fc4 = Linear(64, 64), fc5 = Linear(64, 64), fc6 = Linear(64, 64), head = Linear(64, 2);
            private readonly Sigmoid act = Sigmoid(); // smooth
            public Net() : base("net")
            {
                RegisterComponents(); // all of them
            }
            public override Tensor forward(Tensor x)
            {
                x = act.call(fc1.call(x));
                x = torch.sigmoid(fc2.call(x));
                x = functional.sigmoid(fc3.call(x), inplace: true);
                x = fc4.call(x).sigmoid_();
                return head.call(torch.sigmoid(fc6.call(torch.tanh(fc5.call(x)))));
            }
        }
        """,
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64), fc3 = Linear(64, 64);
            private readonly Linear fc4 = Linear(64, 64), fc5 = Linear(64, 64), fc6 = Linear(64, 64), head = Linear(64, 2);
            private readonly ReLU act = ReLU(); // smooth
            public Net() : base("net")
            {
                RegisterComponents(); // all of them
                foreach (var module in modules())
                {
                    if (module is Linear linear)
                        init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
                }
            }
            public override Tensor forward(Tensor x)
            {
                x = act.call(fc1.call(x));
                x = fc2.call(x).relu();
                x = functional.relu(fc3.call(x));
                x = fc4.call(x).relu_();
                return head.call(fc6.call(fc5.call(x).relu()).relu());
            }
        }
        """);

    [Fact]
    public async Task SequentialLocalIsInitialisedAfterItsStatement() => await Turns(
        """
        var layers = new List<Module<Tensor, Tensor>>();
        for (var i = 0; i < 10; i++)
        {
            layers.Add(Linear(64, 64));
            layers.Add(nn.Sigmoid());
        }
        layers.Add(Linear(64, 1));
        var model = Sequential(layers);
        Console.WriteLine(model);
        """,
        """
        var layers = new List<Module<Tensor, Tensor>>();
        for (var i = 0; i < 10; i++)
        {
            layers.Add(Linear(64, 64));
            layers.Add(nn.ReLU());
        }
        layers.Add(Linear(64, 1));
        var model = Sequential(layers);
        foreach (var module in model.modules())
        {
            if (module is Linear linear)
                init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
        }
        Console.WriteLine(model);
        """);

    [Fact]
    public async Task LinesOfAnArrowBodyMoveInWithTheBlock() => await Turns(
        """
        static class Models
        {
            public static Sequential Deep() => Sequential(
                Linear(8, 8), Sigmoid(), // first
                Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(),
                Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8));
        }
        """,
        """
        static class Models
        {
            public static Sequential Deep()
            {
                var model = Sequential(
                    Linear(8, 8), GELU(), // first
                    Linear(8, 8), GELU(), Linear(8, 8), GELU(),
                    Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8));
                foreach (var module in model.modules())
                {
                    if (module is Linear linear)
                        init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
                }
                return model;
            }
        }
        """,
        "Use GELU with Kaiming initialisation");

    [Fact]
    public async Task ReturnedSequentialGetsAName() => await Turns(
        """
        static class Models
        {
            public static Sequential Deep()
            {
                return Sequential(Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8));
            }
            public static Sequential Short() =>
                Sequential(Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8));
        }
        """,
        """
        static class Models
        {
            public static Sequential Deep()
            {
                var model = Sequential(Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8));
                foreach (var module in model.modules())
                {
                    if (module is Linear linear)
                        init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
                }
                return model;
            }
            public static Sequential Short()
            {
                var model = Sequential(Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8), GELU(), Linear(8, 8));
                foreach (var module in model.modules())
                {
                    if (module is Linear linear)
                        init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
                }
                return model;
            }
        }
        """,
        "Use GELU with Kaiming initialisation");

    [Fact]
    public async Task ExpressionBodiedConstructorBecomesABlock() => await Turns(
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential net = Sequential(Conv2d(8, 8, 3), Sigmoid(), Conv2d(8, 8, 3), Sigmoid(), Conv2d(8, 8, 3), Sigmoid(), Conv2d(8, 8, 3), Sigmoid(), Conv2d(8, 8, 3), Sigmoid(), Conv2d(8, 8, 3), Sigmoid(), Conv2d(8, 8, 3), Sigmoid(), Conv2d(8, 8, 3), Sigmoid(), Flatten(), Linear(8, 8));
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """,
        """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential net = Sequential(Conv2d(8, 8, 3), ReLU(), Conv2d(8, 8, 3), ReLU(), Conv2d(8, 8, 3), ReLU(), Conv2d(8, 8, 3), ReLU(), Conv2d(8, 8, 3), ReLU(), Conv2d(8, 8, 3), ReLU(), Conv2d(8, 8, 3), ReLU(), Conv2d(8, 8, 3), ReLU(), Flatten(), Linear(8, 8));
            public Net() : base("net")
            {
                RegisterComponents();
                foreach (var module in modules())
                {
                    if (module is Conv2d conv2d)
                        init.kaiming_normal_(conv2d.weight, nonlinearity: init.NonlinearityType.ReLU);
                    if (module is Linear linear)
                        init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
                }
            }
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """);

    [Fact]
    public async Task TitlesSayWhatEachGivesBestFirst()
    {
        var titles = await VerifyFix<SaturatingStackRule, SaturatingStackFix>.Titles("""
            static class Models
            {
                public static Sequential Deep() =>
                    Sequential(Linear(8, 8), Tanh(), Linear(8, 8), Tanh(), Linear(8, 8), Tanh(), Linear(8, 8), Tanh(), Linear(8, 8), Tanh(), Linear(8, 8), Tanh(), Linear(8, 8), Tanh(), Linear(8, 8), Tanh(), Linear(8, 8));
            }
            """);
        Assert.Equal(["ReLU with Kaiming initialisation", "SELU with LeCun initialisation", "GELU with Kaiming initialisation"], titles.Select(title => title["Use ".Length..title.IndexOf(':')]).OrderByDescending(title => title[0] == 'R').ThenByDescending(title => title[0]));
        var distances = titles.Select(title => Math.Abs(Math.Log10(double.Parse(title.Split("predicted ratio ")[1], System.Globalization.CultureInfo.InvariantCulture)))).ToList();
        Assert.Equal(distances.Order(), distances);
    }

    [Fact]
    public async Task RemedyThatDoesNotHealIsNotOffered()
    {
        // So many layers vanish with GELU too, which needs a larger gain than ReLU's.
        var titles = await VerifyFix<SaturatingStackRule, SaturatingStackFix>.Titles($$"""
            static class Models
            {
                public static Sequential Deep() => Sequential({{string.Concat(Enumerable.Repeat("Linear(64, 64), Sigmoid(), ", 60))}} Linear(64, 64));
            }
            """);
        Assert.Contains(titles, title => title.StartsWith("Use ReLU", StringComparison.Ordinal));
        Assert.DoesNotContain(titles, title => title.StartsWith("Use GELU", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ModelWithoutPlaceForStatementsIsNotOffered() => await VerifyFix<SaturatingStackRule, SaturatingStackFix>.IsNotOffered("""
        static class Models
        {
            static readonly Sequential Deep = Sequential(Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8));
        }
        """);

    private static Task Turns(string source, string expected, string title = "Use ReLU with Kaiming initialisation") =>
        VerifyFix<SaturatingStackRule, SaturatingStackFix>.Turns(source, expected, title);
}
