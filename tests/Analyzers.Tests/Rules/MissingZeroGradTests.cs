using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class MissingZeroGradTests
{
    private const string Loss = "var loss = functional.mse_loss(model.call(x), y);";

    [Theory]
    [InlineData($"foreach (var (x, y) in batches) {{ {Loss} loss.backward(); [|optimizer.step()|]; }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) foreach (var (x, y) in batches) {{ {Loss} loss.backward(); [|optimizer.step()|]; }}")]
    [InlineData($"optimizer.zero_grad(); foreach (var (x, y) in batches) {{ {Loss} loss.backward(); [|optimizer.step()|]; }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ {Loss} loss.backward(); torch.nn.utils.clip_grad_norm_(model.parameters(), 1); [|optimizer.step()|]; }}")]
    [InlineData($"var i = 0; while (i++ < 10) {{ var (x, y) = batches[i]; {Loss} loss.backward(); [|optimizer.step()|]; }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ using var scope = torch.NewDisposeScope(); {Loss} loss.backward(); [|optimizer.step()|]; }}")]
    [InlineData($"foreach (var (x, y) in batches) Batch(x, y); void Batch(Tensor x, Tensor y) {{ {Loss} loss.backward(); [|optimizer.step()|]; }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ Batch(x, y); [|optimizer.step()|]; }} void Batch(Tensor x, Tensor y) {{ {Loss} loss.backward(); }}")]
    [InlineData($"foreach (var (x, y) in batches) [|optimizer.step(() => {{ {Loss} loss.backward(); return loss; }})|];")]
    [InlineData($"var (x, y) = batches[0]; var closure = Closure(model, x, y); for (var e = 0; e < epochs; e++) [|optimizer.step(closure)|];", "static Func<Tensor> Closure(Module<Tensor, Tensor> net, Tensor x, Tensor y) { var mse = MSELoss(); return () => { var loss = mse.call(net.call(x), y); loss.backward(); return loss; }; }")]
    [InlineData($"var (x, y) = batches[0]; for (var e = 0; e < epochs; e++) [|optimizer.step(Closure(model, x, y))|];", "static Func<Tensor> Closure(Module<Tensor, Tensor> model, Tensor x, Tensor y) => () => { var loss = functional.mse_loss(model.call(x), y); loss.backward(); return loss; };")]
    [InlineData($"Action<Tensor, Tensor> batch = (x, y) => {{ {Loss} loss.backward(); [|optimizer.step()|]; }}; foreach (var (x, y) in batches) batch(x, y);")]
    [InlineData($"batches.ForEach(b => {{ var (x, y) = b; {Loss} loss.backward(); [|optimizer.step()|]; }}); ")]
    [InlineData($"foreach (var (x, y) in batches) {{ try {{ {Loss} loss.backward(); [|optimizer.step()|]; }} catch (Exception) {{ }} }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ optimizer.zero_grad(); foreach (var (x, y) in batches) {{ {Loss} loss.backward(); [|optimizer.step()|]; }} }}")]
    [InlineData($"Func<(Tensor, Tensor)> next = null!; next = new(Take); while (true) {{ var (x, y) = next(); {Loss} loss.backward(); [|optimizer.step()|]; }} (Tensor, Tensor) Take() => batches[0];")]
    [InlineData($"while (epochs-- > 0) {{ var (x, y) = Next!(epochs); {Loss} loss.backward(); [|optimizer.step()|]; }}", "public Func<int, (Tensor X, Tensor Y)>? Next;")]
    [InlineData($"foreach (var (x, y) in batches) {{ var start = world.Reset(); var (next, reward) = world.Act(start, 1); {Loss} loss.backward(); [|optimizer.step()|]; }}", "interface IWorld { float[] Reset(); (float[] State, float Reward) Act(float[] state, int action); } IWorld world = null!;")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ var state = Reset!(); Console.WriteLine(model.call(state)); foreach (var (x, y) in batches) {{ {Loss} loss.backward(); [|optimizer.step()|]; }} }}", "public Func<Tensor>? Reset;")]
    [InlineData($"for (var e = 0; e < epochs; e++) foreach (var (x, y) in Read!()) {{ {Loss} loss.backward(); [|optimizer.step()|]; }}", "public Func<IEnumerable<(Tensor X, Tensor Y)>>? Read;")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ optimizer.zero_grad(); for (var i = 0; i < 64; i++) {{ var (x, y) = batches[i]; {Loss} loss.backward(); if ((i + 1) % 4 == 0) [|optimizer.step()|]; }} }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ optimizer.zero_grad(); var pending = 0; foreach (var (x, y) in batches) {{ {Loss} loss.backward(); if (++pending == 4) {{ [|optimizer.step()|]; pending = 0; }} }} }}")]
    [InlineData($"batches.ForEach(Step); void Step((Tensor X, Tensor Y) batch) {{ var (x, y) = batch; {Loss} loss.backward(); [|optimizer.step()|]; }}")]
    public async Task StepsOnSummedGradientsAreFound(string body, string members = "")
    {
        var finding = await Verify<MissingZeroGradRule>.Finding(TrainingLoops.Loop(body, members));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains("two steps of 'optimizer'", finding.GetMessage());
    }

    [Theory]
    [InlineData("model.call(x).sum().backward(); [|optimizer.step()|];")]
    [InlineData("optimizer.zero_grad(); model.call(x).sum().backward(); optimizer.step();")]
    [InlineData("x.backward(); optimizer.step();")]
    public async Task WhatADelegateSamplesForTheModelIsData(string learn) => await Verify<MissingZeroGradRule>.Findings($$"""
        class Training
        {
            private readonly Linear model = Linear(4, 4);
            private readonly torch.optim.Optimizer optimizer;
            public Training() => optimizer = torch.optim.Adam(model.parameters());
            public void Run(Func<long, Tensor> sample, int steps)
            {
                for (var i = 0; i < steps; i++)
                    Learn(sample(64));
            }
            private void Learn(Tensor x) { {{learn}} }
        }
        """);

    [Theory]
    [InlineData($"foreach (var (x, y) in batches) {{ optimizer.zero_grad(); {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ model.zero_grad(); {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ {Loss} loss.backward(); optimizer.step(); optimizer.zero_grad(); }}")]
    [InlineData($"var i = 0; foreach (var (x, y) in batches) {{ {Loss} loss.backward(); if (++i % 4 == 0) {{ optimizer.step(); optimizer.zero_grad(); }} }}")]
    [InlineData($"var i = 0; foreach (var (x, y) in batches) {{ if (i++ % 4 == 0) optimizer.zero_grad(); {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ foreach (var p in model.parameters()) p.grad?.zero_(); {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ foreach (var (name, w) in model.named_parameters()) if (w.grad is Tensor g) g.zero_(); {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"var all = model.parameters().ToList(); foreach (var (x, y) in batches) {{ foreach (var w in all) {{ var g = w.grad; g?.zero_(); }} {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ foreach (var p in model.parameters()) p.grad = null; {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"foreach (var (x, y) in batches) optimizer.step(() => {{ optimizer.zero_grad(); {Loss} loss.backward(); return loss; }});")]
    [InlineData($"foreach (var (x, y) in batches) {{ Tensor closure() {{ optimizer.zero_grad(); {Loss} loss.backward(); return loss; }} optimizer.step(closure); }}")]
    [InlineData("var (x, y) = batches[0]; var closure = Closure(optimizer, model, x, y); for (var e = 0; e < epochs; e++) optimizer.step(closure);", "static Func<Tensor> Closure(torch.optim.Optimizer optimizer, Module<Tensor, Tensor> model, Tensor x, Tensor y) => () => { optimizer.zero_grad(); var loss = functional.mse_loss(model.call(x), y); loss.backward(); return loss; };")]
    [InlineData("var (x, y) = batches[0]; var closure = Closure(model, x, y); for (var e = 0; e < epochs; e++) optimizer.step(closure);", "static Func<Tensor> Closure(Module<Tensor, Tensor> model, Tensor x, Tensor y) { if (x.shape[0] > 4) return Closure(model, y, x); return () => { var loss = functional.mse_loss(model.call(x), y); loss.backward(); return loss; }; }")]
    [InlineData($"foreach (var (x, y) in batches) {{ Prepare(); {Loss} loss.backward(); optimizer.step(); }} void Prepare() => optimizer.zero_grad();")]
    [InlineData($"foreach (var (x, y) in batches) {{ optimizer = torch.optim.Adam(model.parameters()); {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"{{ var (x, y) = batches[0]; {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ BeforeBatch?.Invoke(); {Loss} loss.backward(); optimizer.step(); }}", "public event Action? BeforeBatch;")]
    [InlineData($"foreach (var (x, y) in batches) {{ var (loss, accuracy) = trainer.Run(1); loss.backward(); optimizer.step(); }}", "interface ITrainer { (Tensor Loss, float Accuracy) Run(int batch); } ITrainer trainer = null!;")]
    [InlineData($"foreach (var (x, y) in batches) {{ var norms = hook.Norms(model); {Loss} loss.backward(); optimizer.step(); }}", "interface IHook { float[] Norms(Net model); } IHook hook = null!;")]
    [InlineData($"foreach (var (x, y) in batches) {{ hook.Start(); {Loss} loss.backward(); optimizer.step(); }}", "interface IHook { void Start(); } IHook hook = null!;")]
    [InlineData($"foreach (var (x, y) in batches) {{ dynamic o = optimizer; o.zero_grad(); {Loss} loss.backward(); optimizer.step(); }}")]
    [InlineData($"foreach (var (x, y) in batches) {{ {Loss} loss.backward(); }} optimizer.step();")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ optimizer.zero_grad(); for (var i = 0; i < 4; i++) {{ var (x, y) = batches[i]; {Loss} loss.backward(); if (i == 3) optimizer.step(); }} }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ optimizer.zero_grad(); foreach (var (x, y) in batches) {{ {Loss} if (loss.isnan().item<bool>()) continue; loss.backward(); optimizer.step(); break; }} }}")]
    [InlineData($"while (true) {{ var (x, y) = batches[0]; var l = Closure!(); l.backward(); optimizer.step(); }}", "public Func<Tensor>? Closure;")]
    [InlineData($"while (true) {{ var (loss, accuracy) = Train!(); loss.backward(); optimizer.step(); }}", "public Func<(Tensor Loss, double Accuracy)>? Train;")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ optimizer.zero_grad(); var pending = 0; foreach (var (x, y) in batches) {{ {Loss} loss.backward(); if (++pending == batches.Count) optimizer.step(); }} }}")]
    [InlineData($"for (var e = 0; e < epochs; e++) {{ var pending = 0; foreach (var (x, y) in batches) {{ if (pending == 0) optimizer.zero_grad(); {Loss} loss.backward(); if (++pending == 4) {{ optimizer.step(); pending = 0; }} }} }}")]
    [InlineData("foreach (var (x, y) in batches) { optimizer.zero_grad(); var i = 0; foreach (var part in x.chunk(4)) { functional.mse_loss(model.call(part), y).backward(); if (++i % 4 == 0) optimizer.step(); } }")]
    public async Task ZeroedOrUncertainGradientsAreSilent(string body, string members = "") => await Verify<MissingZeroGradRule>.Findings(TrainingLoops.Loop(body, members));

    [Theory]
    [InlineData("batches.ForEach(Step);", "", "[|optimizer.step()|];")]
    [InlineData("Console.WriteLine(batches.Select(Loss).Average());", "", "[|optimizer.step()|];")]
    [InlineData("batches.ForEach(Step);", "optimizer.zero_grad();", "optimizer.step();")]
    [InlineData("if (batches.Count > 0) Step(batches[0]);", "", "optimizer.step();")]
    public async Task MethodThatIsHandedToALibraryRunsAnyNumberOfTimes(string fit, string zero, string step) => await Verify<MissingZeroGradRule>.Findings($$"""
        class Training
        {
            private readonly Sequential model = Sequential(Linear(2, 2));
            private readonly torch.optim.Optimizer optimizer;
            public Training() => optimizer = torch.optim.SGD(model.parameters(), 0.1);
            public void Fit(List<Tensor> batches) { {{fit}} }
            private void Step(Tensor x) => Console.WriteLine(Loss(x));
            private float Loss(Tensor x) { {{zero}} var loss = model.call(x).mean(); loss.backward(); {{step}} return loss.item<float>(); }
        }
        """);

    [Fact]
    public async Task ZeroGradInTheBaseClassAndStepInTheOverrideIsFine() => await Verify<MissingZeroGradRule>.Findings("""
        abstract class Trainer
        {
            protected readonly Sequential Model = Sequential(Linear(2, 2));
            protected readonly torch.optim.Optimizer Optimizer;
            protected Trainer() => Optimizer = torch.optim.SGD(Model.parameters(), 0.1);
            public void Fit(List<Tensor> batches) { foreach (var batch in batches) { Optimizer.zero_grad(); Learn(batch); } }
            protected abstract void Learn(Tensor batch);
        }
        class MeanTrainer : Trainer
        {
            protected override void Learn(Tensor batch) { Model.call(batch).mean().backward(); Optimizer.step(); }
        }
        """);

    [Fact]
    public async Task LoopInTheBaseClassWithoutZeroGradIsFoundInTheOverride() => await Verify<MissingZeroGradRule>.Finding("""
        abstract class Trainer
        {
            protected readonly Sequential Model = Sequential(Linear(2, 2));
            protected readonly torch.optim.Optimizer Optimizer;
            protected Trainer() => Optimizer = torch.optim.SGD(Model.parameters(), 0.1);
            public void Fit(List<Tensor> batches) { foreach (var batch in batches) Learn(batch); }
            protected abstract void Learn(Tensor batch);
        }
        class MeanTrainer : Trainer
        {
            protected override void Learn(Tensor batch) { Model.call(batch).mean().backward(); [|Optimizer.step()|]; }
        }
        """);

    [Theory]
    [InlineData("optD.zero_grad();", "optG.zero_grad();", "optD.step()", "optG.step()")]
    [InlineData("d.zero_grad(); g.zero_grad();", "", "optD.step()", "optG.step()")]
    [InlineData("optD.zero_grad();", "", "optD.step()", "[|optG.step()|]")]
    public async Task EveryOptimizerOfAGanIsJudgedByItself(string first, string second, string stepD, string stepG) => await Verify<MissingZeroGradRule>.Findings($$"""
        class Gan
        {
            void Run(List<Tensor> batches)
            {
                var g = Sequential(Linear(2, 2));
                var d = Sequential(Linear(2, 1));
                var optG = torch.optim.Adam(g.parameters());
                var optD = torch.optim.Adam(d.parameters());
                foreach (var real in batches)
                {
                    {{first}}
                    (d.call(real).mean() - d.call(g.call(real).detach()).mean()).backward();
                    {{stepD}};
                    {{second}}
                    d.call(g.call(real)).mean().backward();
                    {{stepG}};
                }
            }
        }
        """);

    [Theory]
    [InlineData("void Run(Module<Tensor, Tensor> g, Module<Tensor, Tensor> d, List<Tensor> batches)", "optD.zero_grad();", "[|optG.step()|]")]
    [InlineData("void Run(Module<Tensor, Tensor> g, Module<Tensor, Tensor> d, List<Tensor> batches)", "d.zero_grad();", "optG.step()")]
    [InlineData("Module<Tensor, Tensor> g, d; Gan(Module<Tensor, Tensor> g, Module<Tensor, Tensor> d) => (this.g, this.d) = (g, d); void Run(List<Tensor> batches)", "optD.zero_grad();", "[|optG.step()|]")]
    [InlineData("Module<Tensor, Tensor> g, d; Gan(Module<Tensor, Tensor> g, Module<Tensor, Tensor> d) { this.g = g; this.d = d; } void Run(List<Tensor> batches)", "optD.zero_grad();", "[|optG.step()|]")]
    public async Task OptimizersOfTwoGivenModelsAreJudgedApart(string head, string zero, string stepG) => await Verify<MissingZeroGradRule>.Findings($$"""
        class Gan
        {
            {{head}}
            {
                var optG = torch.optim.Adam(g.parameters());
                var optD = torch.optim.Adam(d.parameters());
                foreach (var real in batches)
                {
                    {{zero}}
                    (d.call(real).mean() - d.call(g.call(real).detach()).mean()).backward();
                    optD.step();
                    d.call(g.call(real)).mean().backward();
                    {{stepG}};
                }
            }
        }
        """);
}
