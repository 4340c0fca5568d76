namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Weights that code outside a model's class draws once the model is made.</summary>
public sealed class LaterInitializationTests
{
    private const string Drawn = "normal_(0, 0.02)";

    [Theory]
    [InlineData("var net = new Net(); net.apply(Draw);")]
    [InlineData("using var net = new Net(); net.apply(m => { if (m is Linear l) init.normal_(l.weight, 0, 0.02); });")]
    [InlineData("Module<Tensor, Tensor> net = new Net(); net.apply(Draw); net.to(CPU);")]
    [InlineData("var net = new Net().to(CPU); net.apply(Draw);")]
    [InlineData("Net net; net = new Net(); Draw(net.fc);")]
    [InlineData("var net = new Net(); init.normal_(net.fc.weight, 0, 0.02);")]
    [InlineData("var net = new Net(); foreach (var p in net.parameters()) if (p.dim() > 1) init.normal_(p, 0, 0.02);")]
    [InlineData("var net = new Net(); foreach (var (name, p) in net.named_parameters()) if (name.EndsWith(\"weight\")) init.normal_(p, 0, 0.02);")]
    [InlineData("var net = new Net(); foreach (var m in net.modules()) Draw(m);")]
    [InlineData("var net = new Net(); foreach (var m in net.modules()) if (m is Linear l) init.normal_(l.weight, 0, 0.02);")]
    [InlineData("const double std = 0.02; var net = new Net().Drawn(std);")]
    [InlineData("var std = 2.0 / 100; var net = new Net().Drawn(std).to(CPU);")]
    [InlineData("var net = new Net(); net.DrawWeights(0.02);")]
    [InlineData("var net = new Net(); All(net); void All(Module m) => m.apply(Draw);")]
    [InlineData("var (one, two) = (1, 2); var net = new Net(); net.apply(Draw); var other = new Net(); other.apply(Draw);")]
    [InlineData("var online = new Net(); online.apply(Draw); var target = new Net(); target.load_state_dict(online.state_dict());")]
    [InlineData("Held.Net.call(torch.randn(2, 8));")]
    public void AreFollowed(string code) => Assert.Equal($"0 x: input\n1 fc: linear 8 -> 8, {Drawn} <- 0", Graph(code));

    [Theory]
    [InlineData("var net = new Net(); Draw(Linear(8, 8));")]
    [InlineData("var net = new Net(); var other = Sequential(Linear(8, 8)); other.apply(Draw);")]
    [InlineData("var net = new Net(); net.apply(m => Console.WriteLine(m.GetName()));")]
    [InlineData("var one = new Net(); one.apply(Draw); var two = new Net(); two.DrawWeights(0.5);")]
    [InlineData("var net = new Net(); Train(net); void Train(Net m) { Draw(m.fc); m.call(torch.randn(2, 8)).sum().backward(); }")]
    [InlineData("Action later = () => Console.WriteLine(); var net = new Net(); later = () => net.apply(Draw); later();")]
    public void AreTheLayersOwnWhereTheCodeDoesNotTell(string code) => Assert.Equal("0 x: input\n1 fc: linear 8 -> 8 <- 0", Graph(code));

    [Fact]
    public void AreDrawnForTheModelInAFieldToo() => Assert.Contains(Drawn, GraphText.OfClass($$"""
        {{Net}}
        class Trainer
        {
            private readonly Net net;
            public Trainer() { net = new Net(); net.apply(Program.Draw); }
        }
        {{Program("")}}
        """));

    [Theory]
    [InlineData("net.Fix();", true)]
    [InlineData("Fixing.Fix(net);", true)]
    [InlineData("foreach (var p in net.parameters()) p.fill_(0.01);", true)]
    [InlineData("net.Follow(new Net());", false)]
    public void WeightsThatAreFilledAreFollowed(string code, bool isFilled) => Assert.Equal(isFilled, GraphText.OfClass($$"""
        {{Net}}
        static class Fixing
        {
            public static void Fix(this Module model)
            {
                using var _ = torch.no_grad();
                foreach (var layer in model.modules().OfType<Linear>()) { layer.weight.fill_(0.01); layer.bias?.zero_(); }
            }
            public static void Follow(this Module model, Module other)
            {
                using var _ = torch.no_grad();
                foreach (var (mine, its) in model.parameters().Zip(other.parameters())) mine.mul_(0.99).add_(its, 0.01);
            }
        }
        class Trainer
        {
            private readonly Net net = new();
            public Trainer() { {{code}} }
        }
        {{Program("")}}
        """).Contains("constant_(0.01)"));

    private static string Graph(string code) => GraphText.OfClass($$"""
        {{Net}}
        {{(code.StartsWith("Held", StringComparison.Ordinal) ? "static class Held { public static readonly Net Net = new Net().Drawn(0.02); }" : "")}}
        {{Program(code)}}
        """);

    private static string Program(string code) => $$"""
        static class Program
        {
            public static void Draw(Module m) { if (m is Linear l) init.normal_(l.weight, 0, 0.02); }
            public static T Drawn<T>(this T model, double std) where T : Module { model.apply(m => { if (m is Linear l) init.normal_(l.weight, 0, std); }); return model; }
            static void Main() { {{code}} }
        }
        """;

    private const string Net = """
        class Net : Module<Tensor, Tensor>
        {
            public readonly Linear fc = Linear(8, 8);
            public Net() : base("n") { RegisterComponents(); }
            public void DrawWeights(double std) { foreach (var m in modules()) if (m is Linear l) init.normal_(l.weight, 0, std); }
            public override Tensor forward(Tensor x) => fc.call(x);
        }
        """;
}
