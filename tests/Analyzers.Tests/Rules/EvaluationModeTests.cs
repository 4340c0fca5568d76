using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class EvaluationModeTests
{
    private const string Train = "foreach (var (x, y) in batches) { optimizer.zero_grad(); functional.mse_loss(model.call(x), y).backward(); optimizer.step(); }";

    [Theory]
    [InlineData($"[|model.eval()|]; {Train}")]
    [InlineData($"[|model.train(false)|]; {Train}")]
    [InlineData($"model.train(); for (var e = 0; e < epochs; e++) {{ {Train} [|model.eval()|]; }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ {Train} if (e % 5 == 0) {{ [|model.eval()|]; }} }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ {Train} Validate(); }} void Validate() {{ [|model.eval()|]; }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ Learn(); using (torch.no_grad()) {{ [|model.eval()|]; }} }} void Learn() {{ {Train} }}")]
    [InlineData($"model.train(); [|model.eval()|]; {Train}")]
    [InlineData($"var net = model; [|net.eval()|]; {Train}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ {Train} [|model.eval()|]; log(\"epoch \" + e); }}", "public Action<string> log = Console.WriteLine;")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ {Train} [|model.eval()|]; log.Write(\"epoch\", e); }}", "public interface ILog { void Write(string name, double value); } public ILog log = null!;")]
    [InlineData("foreach (var on in new[] { true, false }) { if (on) { foreach (var (x, y) in batches) { optimizer.zero_grad(); functional.mse_loss(model.call(x), y).backward(); optimizer.step(); } } if (!on) [|model.eval()|]; } foreach (var on in new[] { true, false }) { if (on) foreach (var (x, y) in batches) { optimizer.zero_grad(); functional.mse_loss(model.call(x), y).backward(); optimizer.step(); } if (!on) Console.WriteLine(epochs); }")]
    [InlineData("var on = false; void Flip() => on = !on; if (!on) [|model.eval()|]; Flip(); foreach (var (x, y) in batches) if (on) { optimizer.zero_grad(); functional.mse_loss(model.call(x), y).backward(); optimizer.step(); }")]
    [InlineData("Run(true); void Run(bool update) { if (!update) [|model.eval()|]; update = true; foreach (var (x, y) in batches) { var loss = functional.mse_loss(model.call(x), y); if (update) { optimizer.zero_grad(); loss.backward(); optimizer.step(); } } }")]
    [InlineData("Run(true); void Run(bool update) { if (update) [|model.eval()|]; foreach (var (x, y) in batches) { var loss = functional.mse_loss(model.call(x), y); if (update) { optimizer.zero_grad(); loss.backward(); optimizer.step(); } } }")]
    [InlineData("Epoch(true); Epoch(false); void Epoch(bool training) { if (training) model.train(); else [|model.eval()|]; foreach (var (x, y) in batches) Learn(x, y, !training); } void Learn(Tensor x, Tensor y, bool update) { var loss = functional.mse_loss(model.call(x), y); if (update) { optimizer.zero_grad(); loss.backward(); optimizer.step(); } }")]
    public async Task TrainingInEvaluationModeIsFound(string body, string members = "")
    {
        var finding = await Verify<EvaluationModeRule>.Finding(TrainingLoops.Loop(body, members));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains("put into eval mode here and still trained", finding.GetMessage());
    }

    [Theory]
    [InlineData($"model.eval(); model.train(); {Train}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ model.train(); {Train} model.eval(); }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ {Train} model.eval(); model.train(); }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ {Train} if (e % 5 == 0) model.eval(); if (e % 5 == 0) model.train(); }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ {Train} Validate(); }} void Validate() {{ model.eval(); model.train(true); }}")]
    [InlineData($"{Train} model.eval();")]
    [InlineData($"var other = new Net(); other.eval(); {Train}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ {Train} model.eval(); EpochEnded?.Invoke(model); }}", "public event Action<Net>? EpochEnded;")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ model.train(e > 3); {Train} model.eval(); }}")]
    [InlineData("model.eval(); foreach (var (x, y) in batches) { var input = x.requires_grad_(); model.call(input).sum().backward(); }")]
    [InlineData("Run(true); void Run(bool update) { if (update) model.train(); else model.eval(); foreach (var (x, y) in batches) { var loss = functional.mse_loss(model.call(x), y); if (!update) continue; optimizer.zero_grad(); loss.backward(); optimizer.step(); } }")]
    [InlineData("foreach (var phase in new[] { \"train\", \"test\" }) { if (phase == \"train\") model.train(); else model.eval(); foreach (var (x, y) in batches) { var loss = functional.mse_loss(model.call(x), y); if (phase == \"train\") { optimizer.zero_grad(); loss.backward(); optimizer.step(); } } }")]
    [InlineData("Run(true); void Run(bool update) { if (update is false) model.eval(); else model.train(); foreach (var (x, y) in batches) { var loss = functional.mse_loss(model.call(x), y); if (update) { optimizer.zero_grad(); loss.backward(); optimizer.step(); } } }")]
    [InlineData("Epoch(true); Epoch(false); void Epoch(bool training) { if (training) model.train(); else model.eval(); foreach (var (x, y) in batches) Learn(x, y, training); } void Learn(Tensor x, Tensor y, bool update) { var loss = functional.mse_loss(model.call(x), y); if (update) { optimizer.zero_grad(); loss.backward(); optimizer.step(); } }")]
    [InlineData("Epoch(true); Epoch(false); void Epoch(bool training) { if (training) model.train(); else model.eval(); foreach (var (x, y) in batches) Learn(); void Learn() { var loss = functional.mse_loss(model.call(batches[0].X), batches[0].Y); if (training) { optimizer.zero_grad(); loss.backward(); optimizer.step(); } } }")]
    [InlineData("Epoch(batches, null); void Epoch(List<(Tensor X, Tensor Y)> data, torch.optim.Optimizer? by) { if (by is not null) model.train(); else model.eval(); foreach (var (x, y) in data) Learn(x, y, by); } void Learn(Tensor x, Tensor y, torch.optim.Optimizer? by) { var loss = functional.mse_loss(model.call(x), y); if (by != null) { optimizer.zero_grad(); loss.backward(); optimizer.step(); } }")]
    [InlineData("Learn(true); model.eval(); Learn(false); void Learn(bool update) { foreach (var (x, y) in batches) { var loss = functional.mse_loss(model.call(x), y); if (!update) continue; optimizer.zero_grad(); loss.backward(); optimizer.step(); } }")]
    public async Task ModeThatIsRestoredOrUncertainIsSilent(string body, string members = "") => await Verify<EvaluationModeRule>.Findings(TrainingLoops.Loop(body, members));

    [Theory]
    [InlineData("[|trainer.Model.eval()|];")]
    [InlineData("trainer.Model.eval(); Console.WriteLine(trainer.Model); trainer.Model.train();")]
    public async Task ModeThatACallbackLeavesBehindCounts(string body) => await Verify<EvaluationModeRule>.Findings($$"""
        interface ICallback { void EpochEnded(Trainer trainer); }
        class Validation : ICallback
        {
            public void EpochEnded(Trainer trainer) { {{body}} }
        }
        class Trainer
        {
            public Sequential Model { get; } = Sequential(Linear(4, 4), Dropout(0.5));
            private readonly torch.optim.Optimizer optimizer;
            private readonly List<ICallback> callbacks = new();
            public Trainer() => optimizer = torch.optim.Adam(Model.parameters());
            public void Fit(List<Tensor> batches, int epochs)
            {
                for (var epoch = 0; epoch < epochs; epoch++)
                {
                    foreach (var x in batches) { optimizer.zero_grad(); Model.call(x).mean().backward(); optimizer.step(); }
                    foreach (var callback in callbacks) callback.EpochEnded(this);
                }
            }
        }
        """);

    [Fact]
    public async Task ModelThatDoesTheSameInBothModesIsSilent() => await Verify<EvaluationModeRule>.Findings("""
        class Plain : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 4);
            public Plain() : base("plain") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(x).relu();
        }
        class Learning
        {
            private readonly Plain model = new();
            private readonly Sequential head = Sequential(Linear(4, 4), ReLU());
            void Run(List<Tensor> batches)
            {
                var optimizer = torch.optim.SGD(model.parameters(), 0.1);
                var second = torch.optim.SGD(head.parameters(), 0.1);
                model.eval();
                head.eval();
                foreach (var x in batches) { optimizer.zero_grad(); second.zero_grad(); head.call(model.call(x)).sum().backward(); optimizer.step(); second.step(); }
            }
        }
        """);

    [Fact]
    public async Task FrozenPartOfAModelIsSilent() => await Verify<EvaluationModeRule>.Findings("""
        class Tuning
        {
            private readonly Sequential backbone = Sequential(Linear(4, 4), BatchNorm1d(4), ReLU());
            private readonly Sequential head = Sequential(Linear(4, 2), Dropout(0.1));
            void Run(List<Tensor> batches)
            {
                var optimizer = torch.optim.SGD(head.parameters(), 0.1);
                backbone.eval();
                foreach (var x in batches) { optimizer.zero_grad(); head.call(backbone.call(x)).sum().backward(); optimizer.step(); }
            }
        }
        """);

    [Fact]
    public async Task SequentialWithBatchNormalizationInAFieldIsFound() => await Verify<EvaluationModeRule>.Finding("""
        class Learning
        {
            private readonly Sequential model = Sequential(Linear(4, 4), BatchNorm1d(4), ReLU());
            private readonly torch.optim.Optimizer optimizer;
            public Learning() => optimizer = torch.optim.SGD(model.parameters(), 0.1);
            void Run(List<Tensor> batches, int epochs)
            {
                for (var epoch = 0; epoch < epochs; epoch++)
                {
                    foreach (var x in batches) Learn(x);
                    Validate(batches[0]);
                }
            }
            private void Learn(Tensor x) { optimizer.zero_grad(); model.call(x).sum().backward(); optimizer.step(); }
            private Tensor Validate(Tensor x)
            {
                [|this.model.eval()|];
                using var _ = torch.no_grad();
                return model.call(x);
            }
        }
        """);

    [Theory]
    [InlineData("", "[|net.eval()|];")]
    [InlineData("net.train();", "net.eval();")]
    public async Task OptimizerThatAHelperMakesOfTheModelItIsGivenCounts(string prepare, string leave) => await Verify<EvaluationModeRule>.Findings($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 1);
            private readonly Dropout dropout = Dropout(0.5);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(dropout.call(x));
        }
        static class Nightly
        {
            private static Net Load() { var net = new Net(); {{leave}} return net; }
            private static void Refresh(Net net, List<Tensor> fresh)
            {
                var optimizer = torch.optim.Adam(net.parameters(), 1e-4);
                {{prepare}}
                foreach (var x in fresh) { optimizer.zero_grad(); net.call(x).mean().backward(); optimizer.step(); }
            }
            public static void Run(List<Tensor> today) { var net = Load(); Refresh(net, today); }
        }
        """);

    [Theory]
    [InlineData("static Net Open() { var net = new Net(); [|net.eval()|]; return net; }", "var net = Checkpoints.Open();", 1)]
    [InlineData("static T Restored<T>(T net) where T : Module { [|net.eval()|]; return net; }", "var net = Checkpoints.Restored(new Net());", 1)]
    [InlineData("static Net Open() { var net = new Net(); net.eval(); return net; }", "var net = Checkpoints.Open(); net.train();", 0)]
    [InlineData("static Net Open() { var net = new Net(); net.eval(); net.train(); return net; }", "var net = Checkpoints.Open();", 0)]
    [InlineData("static Net Open() { var net = new Net(); net.eval(); return net; }", "var old = Checkpoints.Open(); var net = new Net();", 0)]
    [InlineData("static Net Open() { var other = new Net(); other.eval(); var net = new Net(); return net; }", "var net = Checkpoints.Open();", 0)]
    [InlineData("static IStore Store => new Files(); } interface IStore { Net Open(); } class Files : IStore { public Net Open() { var net = new Net(); [|net.eval()|]; return net; }", "var net = Checkpoints.Store.Open();", 1)]
    [InlineData("static IStore Store => new Files(); } interface IStore { Net Open(); } class Memory : IStore { public Net Open() => new(); } class Files : IStore { public Net Open() { var net = new Net(); net.eval(); return net; }", "var net = Checkpoints.Store.Open();", 0)]
    public async Task Mode_in_which_a_helper_hands_over_a_model_counts(string helper, string made, int findings)
    {
        var found = await Verify<EvaluationModeRule>.Findings($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential layers = Sequential(Linear(4, 4), Dropout(0.5), Linear(4, 1));
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => layers.call(x);
            }
            static class Checkpoints { public {{helper}} }
            static class Training
            {
                static void Resume(IEnumerable<(Tensor X, Tensor Y)> batches)
                {
                    {{made}}
                    var optimizer = torch.optim.Adam(net.parameters(), 1e-3);
                    foreach (var (x, y) in batches)
                    {
                        optimizer.zero_grad();
                        functional.mse_loss(net.call(x), y).backward();
                        optimizer.step();
                    }
                }
            }
            """);
        Assert.Equal(findings, found.Count);
    }
}
