using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class StaleOptimizerTests
{
    private const string Learn = "foreach (var x in batches) { optimizer.zero_grad(); model.call(x).sum().backward(); optimizer.step(); }";

    [Theory]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model.fc = Linear(4, 2)|]; {Learn}", "Register the new one in its place (register_module)")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model.to(device)|]; {Learn}", "conversion")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model.to(torch.CUDA)|]; {Learn}", "conversion")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model.to(torch.float64)|]; {Learn}", "conversion")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); model = [|model.to(device)|]; {Learn}", "conversion")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model = new Net()|]; {Learn}", "replacement, so it holds the old ones: a step throws, or trains nothing. Make the optimizer afterwards.")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.Adam(model.parameters()); if (wide) [|model.fc = Linear(4, 9)|]; {Learn}", "replacement")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.Adam(model.parameters().ToList()); Adapt(); {Learn} void Adapt() => [|model.fc = Linear(4, 9)|];", "replacement")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.Adam(model.fc.parameters()); [|model.fc = Linear(4, 2)|]; {Learn}", "trains nothing. Make the optimizer afterwards.")]
    [InlineData($"var model = Build(); var optimizer = Optimizer(model); [|model.fc = Linear(4, 2)|]; {Learn}", "replacement")]
    public async Task ModelThatChangesUnderItsOptimizerIsFound(string body, string message)
    {
        var finding = await Verify<StaleOptimizerRule>.Finding(Code(body));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Theory]
    [InlineData($"var model = new Net(); model.fc = Linear(4, 2); model.to(device); var optimizer = torch.optim.SGD(model.parameters(), 0.1); {Learn}")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); model.to(torch.CPU); {Learn}")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); {Learn} model.to(device); Console.WriteLine(model);")]
    [InlineData($"var model = new Net(); var other = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); other.fc = Linear(4, 2); other.to(device); {Learn}")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); model.fc = Linear(4, 2); optimizer = torch.optim.SGD(model.parameters(), 0.1); {Learn}")]
    [InlineData($"for (var fold = 0; fold < 5; fold++) {{ var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); {Learn} }}")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); model.note = Dropout(0.1).ToString(); {Learn}")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); foreach (var x in batches) {{ x.to(device); }} {Learn}")]
    [InlineData($"var model = new Net(); var head = Linear(4, 2); var optimizer = torch.optim.SGD(head.parameters(), 0.1); foreach (var x in batches) {{ head.call(model.call(x)).sum().backward(); optimizer.step(); }}")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); for (var epoch = 0; epoch < 5; epoch++) {{ {Learn} var net = model; Module<Tensor, Tensor> same = net; Console.WriteLine(same.call(batches.First())); }}")]
    public async Task OptimizerOfTheLastParametersIsSilent(string body) => await Verify<StaleOptimizerRule>.Findings(Code(body));

    [Fact]
    public async Task AnOptimizerOfAModelMadeForItAloneIsFound()
    {
        const string Body = "var model = new Net(); var optimizer = torch.optim.SGD(new Net().parameters(), 0.1); ";
        var finding = await Verify<StaleOptimizerRule>.Finding(Code(Body + Learn.Replace("optimizer.step()", "[|optimizer.step()|]", StringComparison.Ordinal)));

        Assert.StartsWith("'optimizer' was made with the parameters of 'new Net()', but the loss comes from 'model' alone", finding.GetMessage(), StringComparison.Ordinal);
        await VerifyFix<StaleOptimizerRule, OptimizerAfterChangeFix>.Turns(Code(Body + Learn), Code(Body.Replace("new Net().parameters()", "model.parameters()", StringComparison.Ordinal) + Learn));
    }

    [Fact]
    public async Task ConversionInTheConstructorIsFound() => await Verify<StaleOptimizerRule>.Finding("""
        class Trainer
        {
            private readonly Sequential model = Sequential(Linear(4, 4));
            private readonly torch.optim.Optimizer optimizer;
            public Trainer(torch.Device device)
            {
                optimizer = torch.optim.Adam(model.parameters());
                [|model.to(device)|];
            }
        }
        """);

    [Theory]
    [InlineData("optimizer = torch.optim.Adam(model.parameters()); Restart();", true)]
    [InlineData("Restart(); optimizer = torch.optim.Adam(model.parameters());", false)]
    [InlineData("Restart(); Prepare();", false)]
    [InlineData("optimizer = torch.optim.Adam(model.parameters()); Restart(); Prepare();", false)]
    [InlineData("optimizer = torch.optim.Adam(model.parameters()); Look();", false)]
    public async Task MethodThatReplacesTheModelLeavesTheOptimizerBehind(string constructor, bool isFound)
    {
        var code = $$"""
            class Trainer
            {
                private Linear model = Linear(4, 4);
                private torch.optim.Optimizer optimizer = null!;
                public Trainer() { {{constructor}} }
                private void Restart() { model.Dispose(); {{(isFound ? "[|model = Linear(4, 4)|]" : "model = Linear(4, 4)")}}; }
                {{(constructor.Contains("Prepare") ? "private void Prepare() => optimizer = torch.optim.Adam(model.parameters());" : "")}}
                private void Look() => Console.WriteLine(model);
                public void Step(Tensor x) { optimizer.zero_grad(); model.call(x).sum().backward(); optimizer.step(); }
            }
            """;
        if (isFound)
            await Verify<StaleOptimizerRule>.Finding(code);
        else
            await Verify<StaleOptimizerRule>.Findings(code);
    }

    [Theory]
    [InlineData("optimizer = torch.optim.Adam(net.parameters());", "[|net.Renew()|]; Learn(x);", "Make the optimizer afterwards")]
    [InlineData("optimizer = torch.optim.Adam(net.parameters().Where(p => p.requires_grad));", "[|net.Renew()|]; Learn(x);", "before this replacement")]
    [InlineData("optimizer = torch.optim.Adam(net.parameters());", "[|net.fc = Linear(4, 2)|]; Learn(x);", "Register the new one in its place")]
    [InlineData("optimizer = torch.optim.Adam(net.parameters());", "Learn(x); net.Renew();", null)]
    [InlineData("optimizer = torch.optim.Adam(net.parameters());", "net.Renew(); optimizer = torch.optim.Adam(net.parameters()); Learn(x);", null)]
    [InlineData("optimizer = torch.optim.Adam(net.parameters());", "Learn(x);", null)]
    public async Task MethodThatReplacesALayerLeavesTheOptimizerOfTheConstructorBehind(string constructor, string fit, string? message)
    {
        var findings = await Verify<StaleOptimizerRule>.Findings($$"""
            class Changing : Module<Tensor, Tensor>
            {
                public Linear fc = Linear(4, 4);
                public Changing() : base("c") { RegisterComponents(); }
                public void Renew() { fc = Linear(4, 2); register_module("fc", fc); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Trainer
            {
                private readonly Changing net = new();
                private torch.optim.Optimizer optimizer;
                public Trainer() { {{constructor}} }
                public void Fit(Tensor x) { {{fit}} }
                private void Learn(Tensor x) { optimizer.zero_grad(); net.call(x).sum().backward(); optimizer.step(); }
            }
            """);
        Assert.Equal(message is null ? 0 : 1, findings.Count);
        Assert.All(findings, finding => Assert.Contains(message!, finding.GetMessage()));
    }

    [Theory]
    [InlineData("[|net = net.WithHead(3)|]; Learn(x);")]
    [InlineData("[|net = new Headed(3)|]; Learn(x);")]
    [InlineData("net = net.WithHead(3); optimizer = torch.optim.Adam(net.parameters()); Learn(x);")]
    [InlineData("net = net.Renamed(); Learn(x);")]
    [InlineData("Learn(x); net = net.WithHead(3);")]
    public async Task NewModelInThePlaceOfTheOneThatTheConstructorsOptimizerHas(string fit) => await Verify<StaleOptimizerRule>.Findings($$"""
        class Headed : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> trunk;
            private readonly Linear head;
            public Headed(int classes) : this(Sequential(Linear(4, 4), ReLU()), classes) { }
            private Headed(Module<Tensor, Tensor> trunk, int classes) : base("headed") { this.trunk = trunk; head = Linear(4, classes); RegisterComponents(); }
            public Headed WithHead(int classes) => new(trunk, classes);
            public Headed Renamed() { Console.WriteLine("again"); return this; }
            public override Tensor forward(Tensor x) => head.call(trunk.call(x));
        }
        class Trainer
        {
            private Headed net = new(2);
            private torch.optim.Optimizer optimizer;
            public Trainer() { optimizer = torch.optim.Adam(net.parameters()); }
            public void Fit(Tensor x) { {{fit}} }
            private void Learn(Tensor x) { optimizer.zero_grad(); net.call(x).sum().backward(); optimizer.step(); }
        }
        """);

    [Theory]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam([|encoder.parameters()|]);", "encoder.zero_grad(); head.zero_grad();", true)]
    [InlineData("(encoder, head) = (new Net(), new Net()); optimizer = torch.optim.SGD([|encoder.parameters()|], 0.1);", "encoder.train(); head.train(); optimizer.zero_grad();", true)]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam(encoder.parameters()); other = torch.optim.Adam([|encoder.parameters()|]);", "head.zero_grad(); optimizer.zero_grad();", true)]
    [InlineData("encoder = new Net(); head = new Net(); target.load_state_dict(head.state_dict()); optimizer = torch.optim.Adam(encoder.parameters()); other = torch.optim.Adam([|encoder.parameters()|]);", "head.zero_grad(); using (torch.no_grad()) foreach (var (t, p) in target.parameters().Zip(head.parameters())) t.lerp_(p, 0.01);", true)]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam(encoder.parameters()); other = torch.optim.Adam(encoder.parameters());", "head.zero_grad(); foreach (var p in head.parameters()) Console.WriteLine(p.grad);", false)]
    [InlineData("encoder = new Net(); head = new Net(); head.load_state_dict(encoder.state_dict()); optimizer = torch.optim.Adam(encoder.parameters());", "head.train(); optimizer.zero_grad();", false)]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam(encoder.parameters()); other = torch.optim.Adam(head.parameters());", "head.zero_grad(); optimizer.zero_grad();", false)]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam(encoder.parameters().Concat(head.parameters()));", "head.zero_grad(); encoder.zero_grad();", false)]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam(encoder.parameters());", "head.eval(); optimizer.zero_grad();", false)]
    [InlineData("encoder = new Net(); head = new Net(); head.load(\"head.dat\"); optimizer = torch.optim.Adam(encoder.parameters());", "head.train(); optimizer.zero_grad();", false)]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam([|encoder.parameters()|]);", "head.train(); optimizer.zero_grad(); head.save(\"head.dat\");", true)]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam(encoder.parameters()); Console.WriteLine(head);", "head.train(); optimizer.zero_grad();", false)]
    [InlineData("encoder = new Net(); head = new Net(); foreach (var p in head.parameters()) p.requires_grad = false; optimizer = torch.optim.Adam(encoder.parameters());", "head.train(); optimizer.zero_grad();", false)]
    [InlineData("encoder = new Net(); head = new Net(); optimizer = torch.optim.Adam(new[] { encoder, head }.SelectMany(m => m.parameters()));", "head.train(); encoder.train(); optimizer.zero_grad();", false)]
    [InlineData("encoder = new Net(); head = ReLU(); optimizer = torch.optim.Adam(encoder.parameters());", "head.train(); optimizer.zero_grad();", false)]
    public async Task ModelThatNoOptimizerGetsIsFound(string constructor, string prepare, bool isFound)
    {
        var findings = await Verify<StaleOptimizerRule>.Findings($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(4, 4);
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Trainer
            {
                private readonly Module<Tensor, Tensor> encoder, head, target = new Net();
                private readonly torch.optim.Optimizer optimizer;
                private readonly torch.optim.Optimizer? other;
                public Trainer() { {{constructor}} }
                public void Fit(Tensor x) { {{prepare}} head.call(encoder.call(x)).sum().backward(); optimizer.step(); other?.step(); }
            }
            """);
        Assert.Equal(isFound ? 1 : 0, findings.Count);
        Assert.All(findings, finding => Assert.EndsWith("Give an optimizer head.parameters() too.", finding.GetMessage(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("foreach (var x in batches) { optimizer.zero_grad(); trained.call(x).sum().backward(); [|optimizer.step()|]; }")]
    [InlineData("foreach (var x in batches) { optimizer.zero_grad(); var output = trained.forward(x); var loss = functional.mse_loss(output, x); loss.backward(); [|optimizer.step()|]; }")]
    [InlineData("foreach (var x in batches) { Tensor target; using (torch.no_grad()) target = model.call(x); optimizer.zero_grad(); functional.mse_loss(trained.call(x), target).backward(); [|optimizer.step()|]; }")]
    public async Task OptimizerOfAnotherModelIsFound(string body)
    {
        var finding = await Verify<StaleOptimizerRule>.Finding(Code("var model = new Net(); var trained = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); " + body));
        Assert.Contains("'trained' alone", finding.GetMessage());
    }

    // The step of a generator on what the caller has made with it.
    [Theory]
    [InlineData("var fake = generator.call(x); Learn(fake);", 0)]
    [InlineData("Learn(Made(x)); Tensor Made(Tensor z) => generator.call(z);", 0)]
    [InlineData("Learn(x);", 1)]
    [InlineData("using (torch.no_grad()) { Learn(generator.call(x)); }", 1)]
    public async Task What_a_method_is_given_may_come_from_the_model_of_its_optimizer(string call, int findings)
    {
        var found = await Verify<StaleOptimizerRule>.Findings($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(4, 4);
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Trainer
            {
                private readonly Net generator = new(), critic = new();
                private readonly torch.optim.Optimizer optimizer;
                public Trainer() { optimizer = torch.optim.Adam(generator.parameters()); }
                public void Step(Tensor x) { {{call}} }
                private void Learn(Tensor fake)
                {
                    optimizer.zero_grad();
                    critic.call(fake).sum().backward();
                    {{(findings > 0 ? "[|optimizer.step()|]" : "optimizer.step()")}};
                }
            }
            """);
        Assert.Equal(findings, found.Count);
    }

    [Theory]
    [InlineData("static Module<Tensor, Tensor> Make() => Sequential(Linear(4, 4), ReLU());")]
    [InlineData("static Net Make() { var net = new Net(); return net; }")]
    [InlineData("static Module<Tensor, Tensor> Make(bool isDeep = false) { if (isDeep) return Sequential(Linear(4, 4), Linear(4, 4)); return new Net(); }")]
    [InlineData("static Net Make() => Inner(); static Net Inner() => new Net();")]
    public async Task ModelsOfAFactoryAreApart(string factory) => await Verify<StaleOptimizerRule>.Finding(Code(
        "var model = Make(); var trained = Make(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); foreach (var x in batches) { optimizer.zero_grad(); trained.call(x).sum().backward(); [|optimizer.step()|]; } " + factory));

    [Theory]
    [InlineData("Net Make() => kept;")]
    [InlineData("Net Make() { kept = kept ?? new Net(); return kept; }")]
    [InlineData("Net Make() => batches.Any() ? kept : new Net();")]
    [InlineData("Net Make() { if (batches.Any()) return kept; return new Net(); }")]
    [InlineData("Net Make() => Make();")]
    public async Task ModelsThatAMethodMayShareAreSilent(string factory) => await Verify<StaleOptimizerRule>.Findings(Code(
        "var kept = new Net(); var model = Make(); var trained = Make(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); foreach (var x in batches) { optimizer.zero_grad(); trained.call(x).sum().backward(); optimizer.step(); } " + factory));

    [Theory]
    [InlineData("foreach (var x in batches) { optimizer.zero_grad(); trained.call(model.call(x)).sum().backward(); optimizer.step(); }")]
    [InlineData("var second = torch.optim.SGD(trained.parameters(), 0.1); foreach (var x in batches) { trained.call(x).sum().backward(); optimizer.step(); second.step(); }")]
    [InlineData("foreach (var x in batches) { Loss(model, x).backward(); optimizer.step(); }")]
    [InlineData("foreach (var x in batches) { var (output, _) = (model.call(x), 0); trained.call(output).sum().backward(); optimizer.step(); }")]
    [InlineData("foreach (var x in batches) { var (output, state) = Twice(model, x); output = trained.call(output); output.sum().backward(); optimizer.step(); }")]
    public async Task OptimizerThatMayTrainTheModelIsSilent(string body) =>
        await Verify<StaleOptimizerRule>.Findings(Code("var model = new Net(); var trained = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); " + body));

    [Theory]
    [InlineData("var model = new Pair(); var optimizer = torch.optim.SGD([|model.fc2.parameters()|], 0.1);", "'fc1' of 'model'")]
    [InlineData("var model = new Pair(); model.to(device); model.train(); var optimizer = torch.optim.Adam([|model.fc1.parameters()|]);", "'fc2' of 'model'")]
    [InlineData("var model = new Deep(); var optimizer = torch.optim.SGD([|model.tail.parameters()|], 0.1);", "'stem.0', 'stem.2', 'pair.fc1' and 1 more of 'model'")]
    [InlineData("var model = new Deep(); var optimizer = torch.optim.AdamW([|model.pair.fc1.parameters()|]);", "'stem.0', 'stem.2', 'pair.fc2' and 2 more of 'model'")]
    [InlineData("Pair model = new(); var parameters = [|model.fc2.parameters()|]; var optimizer = torch.optim.SGD(parameters, 0.1);", "'fc1'")]
    public async Task OptimizerOfAPartOfTheModelIsFound(string set, string message)
    {
        var finding = await Verify<StaleOptimizerRule>.Finding(Parts($"{set} {Learn}"));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Theory]
    [InlineData("[|heads.policy.parameters()|]", "(policy.sum() + value.sum())")]
    [InlineData("heads.policy.parameters()", "policy.sum()")]
    public async Task LayersOfOutputsThatTheLossLeavesOutAreNoFault(string parameters, string loss) => await Verify<StaleOptimizerRule>.Findings($$"""
        class Heads : Module<Tensor, (Tensor, Tensor)>
        {
            public readonly Linear policy = Linear(4, 2), value = Linear(4, 1);
            public Heads() : base("heads") { RegisterComponents(); }
            public override (Tensor, Tensor) forward(Tensor x) => (policy.call(x), value.call(x));
        }
        static class Training
        {
            static void Run(List<Tensor> batches)
            {
                var heads = new Heads();
                var optimizer = torch.optim.Adam({{parameters}});
                foreach (var x in batches)
                {
                    var (policy, value) = heads.call(x);
                    optimizer.zero_grad();
                    {{loss}}.backward();
                    optimizer.step();
                }
            }
        }
        """);

    [Theory]
    [InlineData("var model = new Pair(); var optimizer = torch.optim.SGD(model.parameters(), 0.1);")]
    [InlineData("var model = new Pair(); foreach (var p in model.fc1.parameters()) p.requires_grad = false; var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1);")]
    [InlineData("var model = new Pair(); model.load(\"pair.dat\"); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1);")]
    [InlineData("var model = new Pair(); Prepare(model); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1);")]
    [InlineData("var model = new Pair(); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1); optimizer.add_param_group(null!);")]
    [InlineData("var model = new Pair(); var other = torch.optim.SGD(model.fc1.parameters(), 0.01); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1);")]
    [InlineData("var model = new Pair(); var optimizer = torch.optim.SGD(model.parameters().Where(p => p.requires_grad), 0.1);")]
    [InlineData("var model = new Pair(); var optimizer = torch.optim.SGD(model.fc1.parameters().Concat(model.fc2.parameters()), 0.1);")]
    [InlineData("var model = new Frozen(); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1);")]
    [InlineData("var model = new Filled(); var optimizer = torch.optim.SGD(model.head.parameters(), 0.1);")]
    [InlineData("var model = new Cut(); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1);")]
    [InlineData("var model = new Activated(); var optimizer = torch.optim.SGD(model.fc.parameters(), 0.1);")]
    [InlineData("var model = Build(); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1);")]
    public async Task OptimizerOfAPartWhoseRestIsSeenToIsSilent(string set) => await Verify<StaleOptimizerRule>.Findings(Parts($"{set} {Learn}"));

    [Theory]
    [InlineData("var model = new Pair(); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1); foreach (var x in batches) { model.fc2.call(x).sum().backward(); optimizer.step(); }")]
    [InlineData("var model = new Pair(); var critic = new Pair(); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1); foreach (var x in batches) { critic.call(model.call(x)).sum().backward(); optimizer.step(); }")]
    [InlineData("var model = new Pair(); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1); foreach (var x in batches) { Loss(model, x).backward(); optimizer.step(); }")]
    public async Task LossOfMoreOrOfLessThanTheModelIsSilent(string body) => await Verify<StaleOptimizerRule>.Findings(Parts(body));

    [Theory]
    [InlineData("var model = new Net();\n        var optimizer = torch.optim.SGD(model.parameters(), 0.1); // plain\n        model.to(device);\n        optimizer.step();",
        "var model = new Net();\n        model.to(device);\n        var optimizer = torch.optim.SGD(model.parameters(), 0.1); // plain\n        optimizer.step();")]
    [InlineData("var model = new Net();\n        var optimizer = torch.optim.SGD(model.parameters(), 0.1);\n        model.fc = Linear(4, 2); // ten classes\n        optimizer.step();",
        "var model = new Net();\n        model.fc = Linear(4, 2); // ten classes\n        var optimizer = torch.optim.SGD(model.parameters(), 0.1);\n        optimizer.step();")]
    public async Task FixMakesTheOptimizerAfterwards(string body, string expected) => await VerifyFix<StaleOptimizerRule, OptimizerAfterChangeFix>.Turns(Code(body), Code(expected));

    [Theory]
    [InlineData("var model = new Pair(); var optimizer = torch.optim.SGD(model.fc2.parameters(), 0.1); // all of it", "var model = new Pair(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); // all of it")]
    [InlineData("var model = new Pair(); var best = new Pair(); var optimizer = torch.optim.SGD(best.parameters(), 0.1);", "var model = new Pair(); var best = new Pair(); var optimizer = torch.optim.SGD(model.parameters(), 0.1);")]
    public async Task FixTakesTheParametersOfTheModelThatIsTrained(string set, string expected) =>
        await VerifyFix<StaleOptimizerRule, OptimizerAfterChangeFix>.Turns(Parts($"{set}\n        {Learn}"), Parts($"{expected}\n        {Learn}"));

    [Fact]
    public async Task FixIsNotOfferedWhereTheModelIsMadeLater() => await VerifyFix<StaleOptimizerRule, OptimizerAfterChangeFix>.IsNotOffered(
        Parts($"var best = new Pair(); var optimizer = torch.optim.SGD(best.parameters(), 0.1); var model = new Pair(); {Learn}"));

    [Fact]
    public async Task FixIsNotOfferedWhereTheOptimizerIsUsedBetween() => await VerifyFix<StaleOptimizerRule, OptimizerAfterChangeFix>.IsNotOffered(Code(
        "var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); var schedule = torch.optim.lr_scheduler.StepLR(optimizer, 3); model.to(device); optimizer.step();"));

    private static string Parts(string body) => $$"""
        class Pair : Module<Tensor, Tensor>
        {
            public readonly Linear fc1 = Linear(4, 4), fc2 = Linear(4, 4);
            public Pair() : base("pair") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc2.call(fc1.call(x).relu());
        }
        class Deep : Module<Tensor, Tensor>
        {
            public readonly Sequential stem = Sequential(Linear(4, 4), ReLU(), Linear(4, 4));
            public readonly Pair pair = new(), tail = new();
            public Deep() : base("deep") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => tail.call(pair.call(stem.call(x)));
        }
        class Frozen : Module<Tensor, Tensor>
        {
            public readonly Linear fc1 = Linear(4, 4), fc2 = Linear(4, 4);
            public Frozen() : base("frozen") { RegisterComponents(); fc1.weight!.requires_grad = false; fc1.bias!.requires_grad = false; }
            public override Tensor forward(Tensor x) => fc2.call(fc1.call(x).relu());
        }
        class Filled : Module<Tensor, Tensor>
        {
            public readonly Linear backbone = Linear(4, 4), head = Linear(4, 4);
            public Filled() : base("filled") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => head.call(backbone.call(x).relu());
        }
        class Cut : Module<Tensor, Tensor>
        {
            public readonly Linear fc1 = Linear(4, 4), fc2 = Linear(4, 4);
            public Cut() : base("cut") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc2.call(fc1.call(x).detach());
        }
        class Activated : Module<Tensor, Tensor>
        {
            public readonly Linear fc = Linear(4, 4);
            private readonly ReLU relu = ReLU();
            private readonly BatchNorm1d norm = BatchNorm1d(4);
            public Activated() : base("activated") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => norm.call(relu.call(fc.call(x)));
        }
        static class Training
        {
            static Pair Build() => new();
            static void Prepare(nn.Module model) => model.eval();
            static Tensor Loss(Pair model, Tensor x) => model.call(x).sum();
            static void Run(List<Tensor> batches, torch.Device device)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("Make(target)", 1)]
    [InlineData("Make(online)", 0)]
    public async Task Optimizer_that_a_method_makes_has_the_parameters_of_the_model_it_is_given(string made, int findings)
    {
        var found = await Verify<StaleOptimizerRule>.Findings($$"""
            class Learner
            {
                private readonly Sequential online = Sequential(Linear(4, 2)), target = Sequential(Linear(4, 2));
                private readonly torch.optim.Optimizer optimizer;
                public Learner() => optimizer = {{made}};
                private static torch.optim.Optimizer Make(nn.Module model) => torch.optim.RMSProp(model.parameters(), 1e-3);
                public void Learn(Tensor x, Tensor y)
                {
                    Tensor goal;
                    using (torch.no_grad()) goal = y + target.call(x);
                    optimizer.zero_grad();
                    functional.mse_loss(online.call(x), goal).backward();
                    {{(findings > 0 ? "[|optimizer.step()|]" : "optimizer.step()")}};
                }
            }
            """);
        Assert.All(found, finding => Assert.Contains("Make it with online.parameters()", finding.GetMessage()));
        Assert.Equal(findings, found.Count);
    }

    private static string Code(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            public Linear fc = Linear(4, 4);
            public string? note;
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(x);
        }
        static class Training
        {
            static Net Build() => new();
            static torch.optim.Optimizer Optimizer(nn.Module model) => torch.optim.SGD(model.parameters(), 0.1);
            static Tensor Loss(Net net, Tensor x) => net.call(x).sum();
            static (Tensor, Tensor) Twice(Net net, Tensor x) => (net.call(x), net.call(x));
            static void Run(List<Tensor> batches, torch.Device device, bool wide)
            {
                {{body}}
            }
        }
        """;
}
