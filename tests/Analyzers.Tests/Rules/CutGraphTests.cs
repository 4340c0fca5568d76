using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class CutGraphTests
{
    [Theory]
    [InlineData("var output = [|model.call(x).detach()|]; functional.mse_loss(output, y).backward();", "'model.call(x)' is detached")]
    [InlineData("var loss = functional.mse_loss(model.call(x), y); [|loss.detach()|].backward();", "'loss' is detached")]
    [InlineData("var loss = functional.mse_loss(model.call(x), y); torch.tensor([|loss.item<float>()|]).backward();", "becomes a .NET number")]
    [InlineData("var output = model.forward(x); var total = functional.mse_loss([|output.detach()|], y) * 2; total.backward();", "is detached")]
    [InlineData("Tensor output; using (torch.no_grad()) { output = [|model.call(x)|]; } functional.mse_loss(output, y).backward();", "no graph is recorded")]
    [InlineData("Tensor output; using (torch.inference_mode()) { output = [|model.call(x)|].relu(); } output.sum().backward();", "no graph is recorded")]
    [InlineData("var h = Linear(4, 4).call(x); ReLU().call([|h.detach()|]).sum().backward();", "'h' is detached")]
    [InlineData("var a = model.call(x); (-[|a.detach()|].mean() + 1).backward();", "'a' is detached")]
    [InlineData("var net = Sequential(Linear(4, 1)); MSELoss().call([|net.call(x).detach()|], y).backward();", "is detached")]
    [InlineData("using var output = model.call(x); var weight = [|output.mean().item<float>()|]; (torch.ones(3) * weight).sum().backward();", ".NET number")]
    [InlineData("var value = [|(float)model.call(x).mean()|]; (torch.ones(3) * value).sum().backward();", ".NET number")]
    [InlineData("var total = 0f; foreach (var b in batches) total += [|functional.mse_loss(model.call(b.X), b.Y).item<float>()|]; torch.tensor(total).backward();", ".NET number")]
    [InlineData("var p = [|model.call(x).detach()|].requires_grad_(); p.sum().backward();", "no parameter gets a gradient")]
    [InlineData("var loss = functional.mse_loss([|model.call(x).detach()|], y).requires_grad_(true); loss.backward();", "backward ends at the tensor that requires_grad makes a leaf of")]
    [InlineData("float value = [|functional.mse_loss(model.call(x), y).item<float>()|]; torch.tensor(value, requires_grad: true).backward();", "no parameter gets a gradient")]
    [InlineData("var losses = new List<float>(); foreach (var b in batches) losses.Add([|functional.mse_loss(model.call(b.X), b.Y).item<float>()|]); var loss = torch.tensor(losses.Average()).requires_grad_(true); loss.backward();", "no parameter gets a gradient")]
    [InlineData("var losses = new List<double>(); losses.Add([|model.call(x).mean().ToDouble()|]); torch.tensor(losses.Sum() / losses.Count, requires_grad: true).backward();", "no parameter gets a gradient")]
    [InlineData("var loss = Mae(model.call(x), y); loss.backward(); static Tensor Mae(Tensor one, Tensor two) { double sum = 0; for (var i = 0; i < 4; i++) sum += Math.Abs([|(double)(one[i] - two[i])|]); return torch.tensor(sum / 4, requires_grad: true); }", "no parameter gets a gradient")]
    [InlineData("Penalised(model.call(x)).backward(); static Tensor Penalised(Tensor output) => [|output.detach()|].pow(2).mean();", "'output' is detached")]
    [InlineData("Module<Tensor, Tensor> any = model; var loss = functional.mse_loss([|any.call(x).detach()|], y); loss.backward();", "'any.call(x)' is detached")]
    [InlineData("var values = new float[4]; for (var i = 0; i < 4; i++) { var d = [|model.call(x[i]).norm().item<float>()|]; values[i] = epochs > 3 ? d * d : MathF.Max(0, 1 - d); } torch.tensor(values, requires_grad: true).mean().backward();", "becomes a .NET number")]
    [InlineData("var values = [|model.call(x).data<float>()|].ToArray(); torch.tensor(values, requires_grad: true).mean().backward();", "becomes .NET numbers")]
    [InlineData("var loss = torch.tensor(batches.Select(b => [|functional.mse_loss(model.call(b.X), b.Y).item<float>()|]).Average()).requires_grad_(true); loss.backward();", "becomes a .NET number")]
    [InlineData("var scaler = new Scaler(); functional.l1_loss(scaler.Inverse(model.call(x)), y).backward();", "becomes .NET numbers", "class Scaler { private readonly float std = 2; public float[] Inverse(float[] scaled) => scaled.Select(v => v * std).ToArray(); public Tensor Inverse(Tensor scaled) { var values = Inverse([|scaled.data<float>()|].ToArray()); return torch.tensor(values, scaled.shape, requires_grad: true); } }")]
    [InlineData("var meter = new Meter(); meter.Add(functional.mse_loss(model.call(x), y)); var loss = [|torch.tensor(meter.Total, requires_grad: true)|]; loss.backward();", "'meter.Total' is a .NET number, which has no graph", "class Meter { private readonly List<float> values = new(); public void Add(Tensor loss) => values.Add(loss.item<float>()); public float Total => values.Sum(); }")]
    [InlineData("var meter = new Meter(); meter.Add(functional.mse_loss(model.call(x), y)); meter.Total().backward();", "'values.Sum()' is a .NET number", "class Meter { private readonly List<float> values = new(); public void Add(Tensor loss) => values.Add(loss.item<float>()); public Tensor Total() => [|tensor(values.Sum(), requires_grad: true)|]; }")]
    [InlineData("functional.mse_loss([|model.call(x).round()|], y).backward();", "is constant between its jumps, and the loss depends on the parameters through nothing else, so backward gives every parameter a gradient of 0")]
    [InlineData("functional.mse_loss([|torch.sign(model.call(x))|], y).backward();", "a gradient of 0")]
    [InlineData("var hits = ([|model.call(x).argmax(1)|] == y.argmax(1)).to_type(ScalarType.Float32); hits.mean().backward();", "gives indices or truth values")]
    [InlineData("var hits = ([|model.call(x) > 0.5|]).to_type(ScalarType.Float32); functional.mse_loss(hits, y).backward();", "is a comparison, which has no gradient")]
    [InlineData("var picked = [|model.call(x).argmax(1)|].to_type(ScalarType.Float32); picked.requires_grad_(); functional.mse_loss(picked, y).backward();", "no parameter gets a gradient")]
    [InlineData("var loss = functional.mse_loss(model.call(x), y); var copy = [|loss.detach()|]; copy.requires_grad = true; copy.backward();", "no parameter gets a gradient")]
    [InlineData("var output = model.call(x); output = [|output.detach()|]; functional.mse_loss(output, y).backward();", "'output' is detached")]
    [InlineData("var loss = functional.mse_loss(model.call(x), y); loss = torch.tensor([|loss.ToSingle()|]).requires_grad_(true); loss.backward();", "no parameter gets a gradient")]
    [InlineData("var output = model.call(x); using (var scope = NewDisposeScope()) { output = [|output.detach()|]; if (epochs > 3) { functional.mse_loss(output, y).backward(); } }", "'output' is detached")]
    [InlineData("var outputs = torch.zeros_like(y); for (var i = 0; i < 4; i++) outputs[i] = [|model.call(x[i]).item<float>()|]; functional.mse_loss(outputs, y).backward();", "becomes a .NET number")]
    [InlineData("var outputs = new Tensor[4]; for (var i = 0; i < 4; i++) outputs[i] = [|model.call(x[i]).detach()|]; functional.mse_loss(torch.stack(outputs), y).backward();", "is detached")]
    [InlineData("var gains = new List<float>(); foreach (var b in batches) gains.Add(Gain(model.call(b.X))); var all = torch.tensor(gains.ToArray(), requires_grad: true); (-all.mean() / all.std()).backward(); float Gain(Tensor output) { var gain = output.mean(); return [|gain.item<float>()|]; }", "no parameter gets a gradient")]
    public async Task CutOnTheOnlyPathIsFound(string body, string message, string members = "")
    {
        var finding = await Verify<CutGraphRule>.Finding(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}", members));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Theory]
    [InlineData("torch.randn(4, 1)", true)]
    [InlineData("new Net().call(torch.randn(4, 4))", false)]
    public async Task WhatCallersHandOverIsDataWhereTheyShowIt(string handed, bool isFound)
    {
        var code = $$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(4, 1);
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Training
            {
                private readonly Net net = new();
                public void Step(Tensor x, Tensor y) => Error({{(isFound ? "[|net.call(x).detach()|]" : "net.call(x).detach()")}}, y).backward();
                private static Tensor Error(Tensor one, Tensor two) => ((one - two) / two.abs()).mean();
                static void Main() => new Training().Step(torch.randn(4, 4), {{handed}});
            }
            """;
        Assert.Equal(isFound ? 1 : 0, (await Verify<CutGraphRule>.Findings(code)).Count);
    }

    [Theory]
    [InlineData("functional.mse_loss(model.call(x), y).backward();")]
    [InlineData("var rewards = new float[4]; for (var i = 0; i < 4; i++) rewards[i] = model.call(x[i]).sum().item<float>(); (model.call(x).log() * torch.tensor(rewards)).mean().backward();")]
    [InlineData("var weights = batches.Select(b => model.call(b.X).mean().item<float>()).ToArray(); (torch.tensor(weights) * model.call(x)).mean().backward();")]
    [InlineData("var total = batches.Select(b => functional.mse_loss(model.call(b.X), b.Y)).Aggregate((a, b) => a + b); total.backward();")]
    [InlineData("var kept = model.call(x).data<float>().ToArray(); Console.WriteLine(kept.Average()); model.call(x).mean().backward();")]
    [InlineData("var target = model.call(y).detach(); functional.mse_loss(model.call(x), target).backward();")]
    [InlineData("var loss = functional.mse_loss(model.call(x), y); loss.backward(); Console.WriteLine(loss.item<float>());")]
    [InlineData("var h = model.call(x); var q = h.round(); var st = h + (q - h).detach(); st.sum().backward();")]
    [InlineData("var features = model.call(x).detach(); var head = Linear(4, 1); head.call(features).sum().backward();")]
    [InlineData("Tensor target; using (torch.no_grad()) { target = model.call(y); } functional.mse_loss(model.call(x), target).backward();")]
    [InlineData("var advantage = model.call(y).detach(); (model.call(x).log() * advantage).mean().backward();")]
    [InlineData("var state = model.call(x).detach(); for (var t = 0; t < 3; t++) { var next = model.call(state); next.sum().backward(); }")]
    [InlineData("var input = x.detach(); input.requires_grad = true; model.call(input).sum().backward();")]
    [InlineData("var p = model.call(x).detach().requires_grad_(); p.sum().backward(); Console.WriteLine(p.grad);")]
    [InlineData("var p = model.call(x).detach().requires_grad_(); var inner = torch.optim.SGD(new[] { new Parameter(p) }, 0.1); p.sum().backward();")]
    [InlineData("var seen = new List<float>(); seen.Add(model.call(y).mean().item<float>()); (model.call(x).mean() - seen.Average()).backward();")]
    [InlineData("var noise = new List<float>(); noise.Add(0.5f); torch.tensor(noise.Average()).requires_grad_(true).backward();")]
    [InlineData("var start = torch.tensor(epochs * 0.5f, requires_grad: true); (start * start).backward();")]
    [InlineData("Again(epochs).backward(); static Tensor Again(int left) => Again(left - 1);")]
    [InlineData("var start = torch.tensor(epochs * 0.5f, requires_grad: true); start.backward(); Console.WriteLine(start.grad);")]
    [InlineData("var loss = torch.zeros(1); foreach (var b in batches) loss += model.call(b.X).mean(); loss.backward();")]
    [InlineData("var loss = model.call(x).detach().mean(); loss = loss + model.call(y).mean(); loss.backward();")]
    [InlineData("var output = model.call(x); if (epochs > 3) output = output.detach(); output.sum().backward();")]
    [InlineData("var output = Decode(model.call(x).detach()); output.sum().backward(); static Tensor Decode(Tensor z) => z * torch.ones(1, requires_grad: true);")]
    [InlineData("var loss = Mae(model.call(x), y); loss.backward(); static Tensor Mae(Tensor one, Tensor two) => (one - two).abs().mean();")]
    [InlineData("var seen = Mean(model.call(y)); (model.call(x).mean() - seen).backward(); static float Mean(Tensor output) => output.mean().item<float>();")]
    [InlineData("Weighed(model.call(x), model.call(y)).backward(); static Tensor Weighed(Tensor loss, Tensor weight) => loss * weight.detach();")]
    [InlineData("var a = Half(model.call(x).detach()); var b = Half(model.call(x)); (a + b).sum().backward(); static Tensor Half(Tensor z) { var h = z * 0.5; return h; }")]
    [InlineData("Deep(model.call(x).detach()).backward(); static Tensor Deep(Tensor z) => z.sum().item<float>() > 0 ? z : Deep(z);")]
    [InlineData("using (torch.no_grad()) { model.call(x).sum().backward(); }")]
    [InlineData("x.detach().sum().backward();")]
    [InlineData("var outputs = torch.zeros(4, 1); for (var i = 0; i < 4; i++) outputs[i] = model.call(x[i]); (functional.mse_loss(outputs, y) + 0.1 * model.call(x).detach().mean()).backward();")]
    [InlineData("var outputs = torch.zeros(4, 1); outputs.add_(model.call(x)); (functional.mse_loss(outputs, y) + 0.1 * model.call(x).detach().mean()).backward();")]
    [InlineData("var outputs = torch.zeros(4, 1); for (var i = 0; i < 4; i++) outputs[i].copy_(model.call(x[i])); (functional.mse_loss(outputs, y) + 0.1 * model.call(x).detach().mean()).backward();")]
    [InlineData("var outputs = new Tensor[4]; for (var i = 0; i < 4; i++) outputs[i] = model.call(x[i]); (functional.mse_loss(torch.stack(outputs), y) + 0.1 * model.call(x).detach().mean()).backward();")]
    [InlineData("var total = torch.zeros(1); Add(total, model.call(x)); total += 0.1 * model.call(x).detach().mean(); total.backward(); static void Add(Tensor sum, Tensor value) => sum.add_(value.sum());")]
    [InlineData("var output = model.call(x); output = output + (output.round() - output).detach(); functional.mse_loss(output, y).backward();")]
    [InlineData("var output = model.call(x); (output - output.floor()).mean().backward();")]
    [InlineData("var output = model.call(x); var right = (output.argmax(1) == y.argmax(1)).to_type(ScalarType.Float32).mean(); (functional.mse_loss(output, y) * (1 - right)).backward();")]
    [InlineData("var output = model.call(x); (-output.gather(1, output.argmax(1).unsqueeze(1)).mean()).backward();")]
    [InlineData("var label = (model.call(x) > 0).to_type(ScalarType.Float32); functional.binary_cross_entropy_with_logits(model.call(x), label).backward();")]
    [InlineData("var output = model.call(x); var before = output; output = output.detach(); functional.mse_loss(before, output).backward();")]
    [InlineData("var state = torch.zeros(4, 4); for (var t = 0; t < 5; t++) { state = model.call(x + state); functional.mse_loss(state, y).backward(); state = state.detach(); }")]
    [InlineData("var state = torch.zeros(4, 4); for (var t = 0; t < 5; t++) { state = state.detach(); state = model.call(x + state); functional.mse_loss(state, y).backward(); }")]
    [InlineData("var output = model.call(x); output = output.detach(); while (epochs > 3) { functional.mse_loss(output, y).backward(); output = model.call(x); }")]
    [InlineData("var picked = model.call(x).detach(); picked.requires_grad = true; picked.sum().backward(); Console.WriteLine(picked.grad);")]
    [InlineData("var halves = new Tensor[2]; (halves[0], halves[1]) = (model.call(x), model.call(y)); (torch.stack(halves).mean() + 0.1 * model.call(x).detach().mean()).backward();")]
    [InlineData("var loss = model.call(x).mean(); loss = loss.detach(); Renew(); loss.backward(); void Renew() => loss = model.call(y).mean();")]
    [InlineData("var z = model.call(x).detach(); z = z * z + z; z = z * z + z; z = z * z + z; z = z * z + z; z = z * z + z; z = z * z + z; z = z * z + z; z = z * z + z; (z + model.call(y)).mean().backward();")]
    public async Task OtherPathsAndUncertainOnesAreSilent(string body) => await Verify<CutGraphRule>.Findings(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}"));

    [Theory]
    [InlineData("using (torch.no_grad()) return [|encoder.call(x)|];", "'encoder.call(x)' runs where no graph is recorded")]
    [InlineData("using var _ = torch.inference_mode(); return [|encoder.call(x)|].relu();", "runs where no graph is recorded")]
    [InlineData("return [|encoder.call(x).detach()|];", "'encoder.call(x)' is detached")]
    public async Task Model_that_an_optimizer_has_though_nothing_of_it_is_recorded_is_found(string features, string message)
    {
        var finding = await Verify<CutGraphRule>.Finding(EncoderAndHead(features));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
        Assert.Contains("the parameters of 'encoder'", finding.GetMessage());
    }

    [Theory]
    [InlineData("return encoder.call(x);")]
    [InlineData("if (x.shape[0] > 3) return encoder.call(x); using (torch.no_grad()) return encoder.call(x);")]
    [InlineData("using (torch.set_grad_enabled(x.shape[0] > 3)) return encoder.call(x);")]
    [InlineData("using (torch.no_grad()) return encoder.call(x);", "head.parameters()")]
    [InlineData("using (torch.no_grad()) return encoder.call(x);", "encoder.parameters().Concat(head.parameters())", "foreach (var p in encoder.parameters()) Console.WriteLine(p.grad);")]
    [InlineData("using (torch.no_grad()) return encoder.call(x);", "encoder.parameters().Concat(head.parameters())", "Distil(encoder);")]
    [InlineData("using (torch.no_grad()) return encoder.call(x);", "encoder.parameters().Concat(head.parameters())", "foreach (var p in encoder.parameters()) p.add_(0.1);")]
    [InlineData("using (torch.no_grad()) return encoder.call(x);", "encoder.parameters().Concat(head.parameters())", "functional.mse_loss(Whole(x), y).backward(); Tensor Whole(Tensor z) => encoder.call(z);")]
    public async Task Model_that_may_be_recorded_or_set_by_hand_is_silent(string features, string parameters = "encoder.parameters().Concat(head.parameters())", string more = "") =>
        await Verify<CutGraphRule>.Findings(EncoderAndHead(features, parameters, more));

    [Fact]
    public async Task Model_whose_name_says_that_it_is_not_trained_is_silent() =>
        await Verify<CutGraphRule>.Findings(EncoderAndHead("using (torch.no_grad()) return encoder.call(x);").Replace("encoder", "backbone"));

    private static string EncoderAndHead(string features, string parameters = "encoder.parameters().Concat(head.parameters())", string more = "") => $$"""
        class Scorer
        {
            private readonly Sequential encoder = Sequential(Linear(8, 8), ReLU()), head = Sequential(Linear(8, 1));
            private readonly torch.optim.Optimizer optimizer;
            public Scorer() => optimizer = torch.optim.Adam({{parameters}}, 1e-3);
            private Tensor Features(Tensor x) { {{features}} }
            private static void Distil(Module<Tensor, Tensor> teacher) => teacher.call(torch.ones(1, 8)).sum().backward();
            public void Step(Tensor x, Tensor y)
            {
                encoder.train();
                var loss = functional.mse_loss(head.call(Features(x)), y);
                optimizer.zero_grad();
                loss.backward();
                {{more}}
                optimizer.step();
            }
        }
        """;
}
