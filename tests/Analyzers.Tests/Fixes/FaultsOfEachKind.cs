namespace GradGuard.Analyzers.Tests.Fixes;

/// <summary>For each rule with a fix a source with two of its faults, and often a fault of another rule, in unlike spellings.</summary>
internal static class FaultsOfEachKind
{
    public static IReadOnlyDictionary<string, string> Sources { get; } = new Dictionary<string, string>
    {
        ["GG0101"] = Model("private readonly ModuleList<Linear> layers = new();", "for (var i = 0; i < 10; i++) layers.Add(Linear(32, 32));", "foreach (var layer in layers) x = sigmoid(layer.call(x)); return x;")
            + "static class Made { public static Module<Tensor, Tensor> Deep() => Sequential(Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 8), Sigmoid(), Linear(8, 2)); }",
        ["GG0102"] = Stack("Linear(32, 32)", 30) + Stack("Linear(16, 16, false)", 40).Replace("class Net", "class Deeper").Replace("Net()", "Deeper()"),
        ["GG0103"] = Model("private readonly ModuleList<Linear> layers = new();", "for (var i = 0; i < 12; i++) { var layer = Linear(64, 64); init.normal_(layer.weight, 0, 1.0); layers.Add(layer); }", "foreach (var layer in layers) x = layer.call(x).relu(); return x;"),
        ["GG0201"] = Model("private readonly Linear a = Linear(8, 8), b = Linear(8, 8);", "", "x = (x + b.call(a.call(x).relu())).sigmoid(); var y = x + a.call(x).tanh(); y = torch.tanh(y); return y;"),
        ["GG0202"] = Model("private readonly Linear a = Linear(16, 16), b = Linear(16, 16);\n    private readonly LayerNorm norm = LayerNorm(16);", "", "x = norm.call(x) + a.call(x).relu(); return norm.call(x) + b.call(x).relu();"),
        ["GG0203"] = Model("private readonly Linear a = Linear(8, 8), map = Linear(8, 8), other;", "other = Linear(8, 8);", "x = map.call(x) + a.call(x).relu(); return other.call(x) + a.call(x).relu();"),
        ["GG0301"] = Model("private readonly Linear a = Linear(8, 8), b = Linear(8, 8), c = Linear(8, 2);", "init.xavier_normal_(a.weight); init.xavier_uniform_(b.weight!);", "return c.call(functional.relu(b.call(a.call(x).relu())));"),
        ["GG0302"] = Model("private readonly Linear a = Linear(8, 8), b = Linear(8, 8), c = Linear(8, 2);", "init.ones_(a.weight); b.weight!.fill_(0.1);", "return c.call(b.call(a.call(x).relu()).relu());"),
        ["GG0401"] = Loop(zeroes: true, "model.call(x).mean().backward();", "optimizer.step();") + Loop(zeroes: true, "model.call(x).mean().backward();", "if (x.numel() > 3)", "    optimizer.step();").Replace("Training", "Tuning"),
        ["GG0402"] = Loop(zeroes: true, Clip, "model.call(x).mean().backward();", "optimizer.step();") + Loop(zeroes: true, "model.call(x).mean().backward();", "optimizer.step();", Clip).Replace("Training", "Tuning"),
        ["GG0403"] = Loop(zeroes: true, "model.call(x).mean().backward();", "torch.nn.utils.clip_grad_value_(model.parameters(), 0.5);", "torch.nn.utils.clip_grad_value_(model.parameters(), clip_value: 0.5);", "optimizer.step();"),
        ["GG0405"] = Loop(zeroes: false, "model.call(x).mean().backward();", Clip, "optimizer.step();") + Loop(zeroes: false, "Backward(); optimizer.step();", "void Backward() => model.call(x).mean().backward();").Replace("Training", "Tuning"),
        ["GG0406"] = Loop(zeroes: false, "model.call(x).mean().backward();", "optimizer.zero_grad();", "optimizer.step();") + Loop(zeroes: true, "var loss = model.call(x).mean();", "optimizer.step();").Replace("Training", "Tuning"),
        ["GG0501"] = Loss("functional.cross_entropy(s.softmax(1), y)", "functional.binary_cross_entropy_with_logits(sigmoid(s + 1), y)"),
        ["GG0502"] = Loss("functional.nll_loss(log(softmax(s, 1)), y)", "functional.binary_cross_entropy(s.sigmoid(), y)"),
        ["GG0601"] = Model("private readonly List<Linear> layers = new() { Linear(4, 4) };\n    private readonly Linear[] heads = [Linear(4, 2)];", "", "return heads[0].call(layers[0].call(x).relu());")
            + "class Forgotten : Module<Tensor, Tensor> { private readonly Linear fc = Linear(4, 4); public Forgotten() : base(\"f\") { } public override Tensor forward(Tensor x) => fc.call(x); }",
        ["GG0603"] = """
            class Stale
            {
                void Replaced(Tensor x)
                {
                    var model = Sequential(Linear(4, 4));
                    var optimizer = torch.optim.Adam(model.parameters());
                    model = Sequential(Linear(4, 8), ReLU());
                    for (var i = 0; i < 3; i++) { optimizer.zero_grad(); model.call(x).mean().backward(); optimizer.step(); }
                }

                void Other(Tensor x)
                {
                    var teacher = Sequential(Linear(4, 4));
                    var student = Sequential(Linear(4, 2));
                    var optimizer = torch.optim.Adam(teacher.parameters());
                    for (var i = 0; i < 3; i++) { optimizer.zero_grad(); student.call(x).mean().backward(); optimizer.step(); }
                }
            }

            """,
        ["GG0604"] = """
            class Watched
            {
                Tensor Run(Tensor x)
                {
                    var fc = Linear(2, 2);
                    fc.register_forward_hook((module, input, output) => output);
                    return fc.forward(fc.forward(x));
                }
            }

            """,
        ["GG0605"] = Loop(zeroes: true, "model.call(x).mean().backward();", "optimizer.step();", "model.eval();")
            + Loop(zeroes: true, "model.call(x).mean().backward();", "optimizer.step();").Replace("Training", "Tuning").Replace("for (var", "model.eval();\n        for (var"),
    };

    private const string Clip = "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);";

    private static string Stack(string layer, int depth) => Model(
        "private readonly Sequential net;",
        $"var layers = new List<Module<Tensor, Tensor>>(); for (var i = 0; i < {depth}; i++) {{ layers.Add({layer}); layers.Add(ReLU()); }} net = Sequential(layers);",
        "return net.call(x);");

    private static string Model(string fields, string constructor, string forward) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            {{fields}}

            public Net() : base("net")
            {
                {{constructor}}
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) { {{forward}} }
        }

        """;

    private static string Loop(bool zeroes, params string[] body) => $$"""
        static class Training
        {
            static void Run(Tensor x)
            {
                var model = Sequential(Linear(2, 2), Dropout(0.5));
                var optimizer = torch.optim.Adam(model.parameters());
                for (var i = 0; i < 10; i++)
                {
                    {{(zeroes ? "optimizer.zero_grad();" : "// learn")}}
                    {{string.Join("\n            ", body)}}
                }
            }
        }

        """;

    private static string Loss(string one, string other) => $$"""
        static class Losses
        {
            static Tensor One(Tensor s, Tensor y) => {{one}} + {{other}};
            static Tensor Two(Tensor s, Tensor y) { return {{other}}; }
        }

        """;
}
