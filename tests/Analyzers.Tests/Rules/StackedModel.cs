namespace GradGuard.Analyzers.Tests.Rules;

/// <summary>Models of one block many times over.</summary>
internal static class StackedModel
{
    public const string He = "foreach (var l in modules().OfType<Linear>()) init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU);";

    public const string Small = "foreach (var l in modules().OfType<Linear>()) init.normal_(l.weight, 0, 0.01);";

    public const string Large = "foreach (var l in modules().OfType<Linear>()) init.normal_(l.weight, 0, 1);";

    /// <summary>A Sequential of a block so many times, and a head.</summary>
    public static string Of(string block, int times, string initialise = "", string name = "Net", string head = "Linear(64, 10)") => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            private readonly Sequential net = Sequential({{string.Join(", ", Enumerable.Repeat(block, times))}}, {{head}});
            public Net() : base("net") { RegisterComponents(); {{initialise}} }
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """;

    /// <summary>24 turns x = …, each with two Linear layers up[i] and down[i], and a head.</summary>
    public static string Residual(string turn, string initialise, string name) => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> up = new(), down = new();
            private readonly Linear head = Linear(64, 4);
            public Net() : base("net")
            {
                for (var i = 0; i < 24; i++) { up.Add(Linear(64, 64)); down.Add(Linear(64, 64)); }
                RegisterComponents();
                {{initialise}}
            }
            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < 24; i++)
                    x = {{turn}};
                return head.call(x);
            }
        }
        """;
}
