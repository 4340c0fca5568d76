using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class DoubleActivationTests
{
    [Theory]
    [InlineData("functional.cross_entropy([|functional.softmax(x, 1)|], y);", "cross_entropy gets the result of softmax")]
    [InlineData("functional.cross_entropy([|x.softmax(1)|], y);", "0.23")]
    [InlineData("var p = torch.softmax(x, 1); functional.cross_entropy([|p|], y);", "1.46")]
    [InlineData("CrossEntropyLoss().call([|x.softmax(1)|], y);", "CrossEntropyLoss gets")]
    [InlineData("var loss = CrossEntropyLoss(); loss.forward([|Softmax(1).call(x).view(4, 2)|], y);", "softmax")]
    [InlineData("functional.cross_entropy([|x.sigmoid()|], y);", "result of sigmoid")]
    [InlineData("functional.binary_cross_entropy_with_logits([|torch.sigmoid(x)|], y);", "0.73")]
    [InlineData("var p = functional.sigmoid(x).squeeze(1); BCEWithLogitsLoss().call([|p|], y);", "BCEWithLogitsLoss gets the result of sigmoid")]
    [InlineData("var net = Sequential(Linear(4, 3), Softmax(1)); functional.cross_entropy([|net.call(x)|], y);", "the softmax at the end of 'net'")]
    [InlineData("var net = Sequential((\"fc\", Linear(4, 3)), (\"out\", Sigmoid())); functional.binary_cross_entropy_with_logits([|net.call(x)|], y);", "the sigmoid at the end of 'net'")]
    [InlineData("functional.cross_entropy([|new Net().call(x)|], y);", "the softmax at the end of 'Net'")]
    [InlineData("var net = new Net(); using var output = net.forward(x); functional.cross_entropy([|output|], y);", "the softmax at the end of 'Net'")]
    [InlineData("functional.nll_loss([|x.softmax(1)|], y);", "log-probabilities")]
    [InlineData("functional.nll_loss([|x.sigmoid()|], y);", "Feed it log_softmax of the raw scores.")]
    [InlineData("functional.cross_entropy([|x.sigmoid()|], y);", "Feed it the raw scores.")]
    [InlineData("functional.cross_entropy([|Predict(x)|], y); Tensor Predict(Tensor t) => functional.softmax(t, 1);", "result of softmax")]
    [InlineData("functional.nll_loss([|Probabilities.Of(x)|], y);", "log-probabilities")]
    [InlineData("var layers = new List<(string, Module<Tensor, Tensor>)>(); layers.Add((\"fc\", Linear(4, 3))); layers.Add((\"p\", Softmax(1))); var net = Sequential(layers); functional.cross_entropy([|net.call(x)|], y);", "the softmax at the end of 'net'")]
    [InlineData("var net = Made(3); functional.cross_entropy([|net.call(x)|], y); static Sequential Made(int classes) { var layers = new List<(string, Module<Tensor, Tensor>)> { (\"fc\", Linear(4, classes)) }; layers.Add((\"p\", Softmax(1))); return Sequential(layers.ToArray()); }", "the softmax at the end of 'Made'")]
    [InlineData("var net = Make(2); functional.cross_entropy([|net.call(x)|], y); Module<Tensor, Tensor> Make(int depth) { var layers = Enumerable.Range(0, depth).Select(_ => (Module<Tensor, Tensor>)Linear(4, 4)).ToList(); layers.Add(Softmax(1)); return Sequential(layers); }", "the softmax at the end of 'Make'")]
    [InlineData("var (net, loss) = (Make(), Criterion()); loss.call([|net.call(x)|], y); Module<Tensor, Tensor> Make() => Sequential(Linear(4, 3), Softmax(1)); Module<Tensor, Tensor, Tensor> Criterion() => CrossEntropyLoss();", "CrossEntropyLoss gets")]
    [InlineData("var net = y.shape[0] > 1 ? Sequential(Linear(4, 3), Softmax(1)) : Sequential(Linear(4, 4), ReLU(), Linear(4, 3), Softmax(1)); functional.cross_entropy([|net.call(x)|], y);", "the softmax")]
    [InlineData("var p = x.softmax(1).index_select(0, y); functional.cross_entropy([|p|], y);", "result of softmax")]
    [InlineData("functional.cross_entropy([|torch.narrow(x.softmax(1), 0, 0, 2)|], y);", "result of softmax")]
    public async Task ActivationThatTheLossAppliesAgainIsFound(string body, string message)
    {
        var finding = await Verify<DoubleActivationRule>.Finding(Code(body));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Theory]
    [InlineData("functional.cross_entropy(x, y);")]
    [InlineData("functional.cross_entropy(x, y.softmax(1));")]
    [InlineData("functional.nll_loss(functional.log_softmax(x, 1), y);")]
    [InlineData("functional.nll_loss(x.softmax(1).log(), y);")]
    [InlineData("functional.cross_entropy(functional.log_softmax(x, 1), y);")]
    [InlineData("functional.binary_cross_entropy(x.sigmoid(), y);")]
    [InlineData("functional.mse_loss(x.sigmoid(), y);")]
    [InlineData("functional.cross_entropy(x.sigmoid() * 10, y);")]
    [InlineData("var p = x; if (y.shape[0] > 1) p = x.softmax(1); functional.cross_entropy(p, y);")]
    [InlineData("functional.cross_entropy(Sequential(Softmax(1), Linear(3, 3)).call(x), y);")]
    [InlineData("functional.cross_entropy(new Switched().call(x), y);")]
    [InlineData("var net = Make(\"p\"); functional.cross_entropy(net.call(x), y); Module<Tensor, Tensor> Make(string end) => end switch { \"p\" => Sequential(Linear(4, 3), Softmax(1)), _ => Sequential(Linear(4, 3)) };")]
    [InlineData("var layers = new List<Module<Tensor, Tensor>> { Linear(4, 3) }; if (y.shape[0] > 1) layers.Add(Softmax(1)); var net = Sequential(layers); functional.cross_entropy(net.call(x), y);")]
    [InlineData("Console.WriteLine(x.softmax(1).argmax(1)); functional.cross_entropy(x, y);")]
    [InlineData("functional.cross_entropy(new Attention().call(x), y);")]
    [InlineData("functional.cross_entropy(Probabilities.Maybe(x, true), y);")]
    [InlineData("functional.cross_entropy(new Probabilities().Overridden(x), y);")]
    [InlineData("functional.cross_entropy(x.softmax(1).narrow(1, 0, 2), y);")]
    public async Task RawScoresAreSilent(string body) => await Verify<DoubleActivationRule>.Findings(Code(body));

    [Theory]
    [InlineData("var loss = functional.cross_entropy(functional.softmax(x, 1), y); // classes", "var loss = functional.cross_entropy(x, y); // classes")]
    [InlineData("var loss = functional.cross_entropy(x.view(2, 2).softmax(1), y);", "var loss = functional.cross_entropy(x.view(2, 2), y);")]
    [InlineData("var p = x.softmax(1); var loss = functional.cross_entropy(p, y); Console.WriteLine(p);", "var p = x.softmax(1); var loss = functional.cross_entropy(x, y); Console.WriteLine(p);")]
    [InlineData("var net = Sequential(Linear(4, 3), Softmax(1)); functional.cross_entropy(net.call(x), y);", "var net = Sequential(Linear(4, 3)); functional.cross_entropy(net.call(x), y);")]
    [InlineData("var net = Sequential((\"fc\", Linear(4, 3)), (\"p\", Softmax(1))); functional.cross_entropy(net.call(x), y);", "var net = Sequential((\"fc\", Linear(4, 3))); functional.cross_entropy(net.call(x), y);")]
    [InlineData("functional.cross_entropy(torch.softmax(x + 1, 1).squeeze(1), y);", "functional.cross_entropy((x + 1).squeeze(1), y);")]
    [InlineData("functional.cross_entropy(torch.softmax(/* scores */ x, 1 /* of classes */), y);", "functional.cross_entropy(/* scores */ x /* of classes */, y);")]
    [InlineData("functional.cross_entropy(torch.softmax(x, // scores\n 1), y);", "functional.cross_entropy(x /* scores */, y);")]
    [InlineData("functional.cross_entropy(x.softmax(1), y); functional.cross_entropy(x.sigmoid(), y);", "functional.cross_entropy(x, y); functional.cross_entropy(x, y);")]
    [InlineData("functional.nll_loss(functional.softmax(x, 1), y);", "functional.nll_loss(functional.log_softmax(x, 1), y);")]
    [InlineData("NLLLoss().call(x.softmax(1).squeeze(1), y);", "NLLLoss().call(x.log_softmax(1).squeeze(1), y);")]
    public async Task FixFeedsWhatTheLossExpects(string body, string expected) => await VerifyFix<DoubleActivationRule, RawScoresFix>.Turns(Code(body), Code(expected));

    [Theory]
    [InlineData("fc.call(x).softmax(1)", "fc.call(x)", "", "")]
    [InlineData("torch.softmax(fc.call(x), 1)", "fc.call(x)", "", "")]
    [InlineData("softmax.call(fc.call(x))", "fc.call(x)", "\n    private readonly Softmax softmax = Softmax(1);", "")]
    public async Task FixReturnsRawScoresFromTheModel(string forward, string expected, string field, string fieldAfter) => await VerifyFix<DoubleActivationRule, RawScoresFix>.Turns(Model(forward, field), Model(expected, fieldAfter));

    [Fact]
    public async Task FixReturnsRawScoresFromAModelInAnotherFile()
    {
        const string Training = "static class Training { static void Run(Net net, Tensor x, Tensor y) => functional.cross_entropy(net.call(x), y).backward(); }";
        static string Net(string forward) => $$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(4, 3);
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => {{forward}};
            }
            """;
        await VerifyFix<DoubleActivationRule, RawScoresFix>.TurnsOther(Training, Net("functional.softmax(fc.call(x), 1)"), Net("fc.call(x)"));
    }

    [Theory]
    [InlineData("Sequential(Linear(4, 3), Softmax(1))", "Sequential(Linear(4, 3))")]
    [InlineData("Sequential((\"fc\", Linear(4, 3)), (\"p\", Softmax(1)))", "Sequential((\"fc\", Linear(4, 3)))")]
    public async Task FixTakesTheActivationFromTheEndOfASequentialField(string net, string expected) => await VerifyFix<DoubleActivationRule, RawScoresFix>.Turns(
        Model("net.call(x)", $"\n    private readonly Sequential net = {net};"), Model("net.call(x)", $"\n    private readonly Sequential net = {expected};"));

    [Theory]
    [InlineData(3, "the likeliest of 3 classes gets at most 0.58, so the loss cannot fall below 0.551")]
    [InlineData(10, "the likeliest of 10 classes gets at most 0.23, so the loss cannot fall below 1.46")]
    [InlineData(1000, "the likeliest of 1000 classes gets at most 0.0027, so the loss cannot fall below 5.91")]
    public async Task MessageCountsTheClassesOfTheModel(int classes, string floor)
    {
        var finding = await Verify<DoubleActivationRule>.Finding($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(4, {{classes}});
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => functional.softmax(fc.call(x), 1);
            }
            static class Training
            {
                static void Run(Net net, Tensor x, Tensor y) => functional.cross_entropy([|net.call(x)|], y).backward();
            }
            """);

        Assert.Contains(floor, finding.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.call(x)", "\n    private readonly Sequential net = Sequential(new List<Module<Tensor, Tensor>> { Linear(4, 3), Softmax(1) });")]
    [InlineData("act.call(fc.call(x))", "\n    private readonly Module<Tensor, Tensor> act = Softmax(1);")]
    public async Task FixKeepsWhatMayBeMoreThanAnActivation(string forward, string field) => await VerifyFix<DoubleActivationRule, RawScoresFix>.IsNotOffered(Model(forward, field));

    private static string Model(string forward, string field) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 3);{{field}}
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => {{forward}};
        }
        static class Training
        {
            static void Run(Net net, Tensor x, Tensor y) => functional.cross_entropy(net.call(x), y).backward();
        }
        """;

    [Theory]
    [InlineData("functional.nll_loss(x.sigmoid(), y);")]
    [InlineData("functional.nll_loss(torch.softmax(x, 1), y);")]
    [InlineData("var p = x.softmax(1); functional.nll_loss(p, y);")]
    [InlineData("functional.nll_loss(Sequential(Linear(4, 3), Softmax(1)).call(x), y);")]
    public async Task FixNeverFeedsRawScoresToALossOverLogProbabilities(string body) => await VerifyFix<DoubleActivationRule, RawScoresFix>.IsNotOffered(Code(body));

    [Theory]
    [InlineData("var p = (x * 2).softmax(1); functional.cross_entropy(p, y);")]
    [InlineData("var p = x.softmax(1); x = x * 2; functional.cross_entropy(p, y);")]
    public async Task FixIsNotOfferedWhereTheScoresHaveNoName(string body) => await VerifyFix<DoubleActivationRule, RawScoresFix>.IsNotOffered(Code(body));

    [Theory]
    [InlineData("Loss<Tensor, Tensor, Tensor> Criterion { get; } = CrossEntropyLoss(); void Train(Net net, Tensor x, Tensor y) => Criterion.call([|net.call(x)|], y);")]
    [InlineData("Loss<Tensor, Tensor, Tensor> criterion; Training() => criterion = CrossEntropyLoss(); void Train(Net net, Tensor x, Tensor y) => criterion.forward([|net.call(x)|], y);")]
    [InlineData("Tensor Loss(Tensor output, Tensor y) => functional.cross_entropy([|output|], y); void Train(Net net, Tensor x, Tensor y) => Loss(net.call(x), y).backward();")]
    [InlineData("void Start(Tensor x, Tensor y) => Train(new Net(), CrossEntropyLoss(), x, y); static void Train(Module<Tensor, Tensor> net, Loss<Tensor, Tensor, Tensor> loss, Tensor x, Tensor y) => loss.call([|net.call(x)|], y);")]
    [InlineData("readonly Module<Tensor, Tensor> net; Training(Module<Tensor, Tensor> net) => this.net = net; static Training Make() => new(new Net()); void Train(Tensor x, Tensor y) => functional.cross_entropy([|net.call(x)|], y);")]
    [InlineData("class Trainer<T>(T net) where T : Module<Tensor, Tensor> { public void Train(Tensor x, Tensor y) => functional.cross_entropy([|net.call(x)|], y); } void Start() => new Trainer<Net>(new Net());")]
    [InlineData("void Start(Tensor x, Tensor y) { Train(new Net(), x, y); Train(new Net().to(CPU), x, y); } static void Train(Module<Tensor, Tensor> net, Tensor x, Tensor y) => functional.cross_entropy([|net.call(x)|], y);")]
    public async Task ActivationIsFoundThroughVariablesAndCallers(string members) => await Verify<DoubleActivationRule>.Finding(Class(members));

    [Theory]
    [InlineData("void Start(Tensor x, Tensor y) { Train(new Net(), x, y); Train(Linear(4, 3), x, y); } static void Train(Module<Tensor, Tensor> net, Tensor x, Tensor y) => functional.cross_entropy(net.call(x), y);")]
    [InlineData("Loss<Tensor, Tensor, Tensor> criterion = CrossEntropyLoss(); void Use(Loss<Tensor, Tensor, Tensor> other) => criterion = other; void Train(Net net, Tensor x, Tensor y) => criterion.call(net.call(x), y);")]
    [InlineData("public static Tensor Train(Module<Tensor, Tensor> net, Tensor x, Tensor y) => functional.cross_entropy(net.call(x), y);")]
    [InlineData("void Start(Tensor x, Tensor y) => Train(new Net(), x, y); protected virtual void Train(Module<Tensor, Tensor> net, Tensor x, Tensor y) => functional.cross_entropy(net.call(x), y);")]
    [InlineData("void Start(Tensor x, Tensor y) => Train(y, x, new Net()); static void Train(Tensor y, Tensor x, Module<Tensor, Tensor>? net = null) { if (net is null) return; functional.cross_entropy(x, net.call(y)); }")]
    public async Task WhatOtherCallersMayGiveIsSilent(string members) => await Verify<DoubleActivationRule>.Findings(Class(members));

    [Fact]
    public async Task CallerThatMakesTheClassUnderAnotherNameCounts() => await Verify<DoubleActivationRule>.Findings("using Other = Training;\n" + Class("""
        readonly Module<Tensor, Tensor> net;
        Training(Module<Tensor, Tensor> net) => this.net = net;
        static Training One() => new Training(new Net());
        static Training Two() => new Other(Linear(4, 3));
        void Train(Tensor x, Tensor y) => functional.cross_entropy(net.call(x), y);
        """));

    [Theory]
    [InlineData("var (image, mean) = vae.call(x); functional.binary_cross_entropy_with_logits([|image|], y);")]
    [InlineData("(var image, var mean) = vae.call(x); Console.WriteLine(mean); functional.binary_cross_entropy_with_logits([|image|], y);")]
    [InlineData("var (image, mean) = vae.call(x); Loss(image, mean, y); static Tensor Loss(Tensor p, Tensor m, Tensor y) => functional.binary_cross_entropy_with_logits(p, y) + m.square().sum();", true)]
    public async Task ActivationOfOneOfSeveralOutputsIsFound(string body, bool isInHelper = false)
    {
        var finding = await Verify<DoubleActivationRule>.Finding(Outputs(isInHelper ? body.Replace("with_logits(p,", "with_logits([|p|],") : body));
        Assert.Contains("the sigmoid at the end of 'Vae'", finding.GetMessage());
    }

    [Theory]
    [InlineData("var (image, mean) = vae.call(x); functional.binary_cross_entropy_with_logits(mean, y);")]
    [InlineData("var (image, mean) = vae.call(x); image = mean; functional.binary_cross_entropy_with_logits(image, y);")]
    [InlineData("var (image, mean) = vae.call(x); functional.binary_cross_entropy(image, y);")]
    public async Task OtherOutputsOfTheModelAreSilent(string body) => await Verify<DoubleActivationRule>.Findings(Outputs(body));

    [Theory]
    [InlineData("functional.cross_entropy([|net.call(x)|], y); functional.cross_entropy(net.call(y), y);")]
    [InlineData("functional.cross_entropy([|Scores(x)|], y); functional.nll_loss(Scores(y), y);")]
    [InlineData("functional.cross_entropy([|seq.call(x)|], y); for (var i = 0; i < 3; i++) functional.cross_entropy(seq.call(x), y);")]
    public async Task OneActivationUnderSeveralLossesIsToldOnce(string body) => await Verify<DoubleActivationRule>.Finding(
        Class($"static Net net = new(); static Sequential seq = Sequential(Linear(4, 3), Softmax(1)); static Tensor Scores(Tensor x) => x.softmax(1); static void Run(Tensor x, Tensor y) {{ {body}\n }} static Tensor Validate(Tensor x, Tensor y) => functional.mse_loss(x, y);"));

    [Fact]
    public async Task ALossThatMayTakeTheActivationDoesNotHideOneThatMayNot() => await Verify<DoubleActivationRule>.Finding(
        Class("static void Run(Net net, Tensor x, Tensor y) { functional.mse_loss(net.call(x), y); functional.cross_entropy([|net.call(x)|], y); }"));

    // Each of these is a call to change.
    [Fact]
    public async Task AnActivationInTheCodeAroundTheLossesIsToldAtEach() => await Verify<DoubleActivationRule>.Findings(
        Class("static void Run(Tensor x, Tensor y) { var p = x.softmax(1); functional.cross_entropy([|p|], y); functional.nll_loss([|p|], y); }"));

    private const string Trainer = "class Trainer { readonly Module<Tensor, Tensor> net; readonly Func<Tensor, Tensor, Tensor> loss; public Trainer(Module<Tensor, Tensor> net, Func<Tensor, Tensor, Tensor> loss) { this.net = net; this.loss = loss; } ";
    private const string Step = "public void Train(Tensor x, Tensor y) => loss(net.call(x), y).backward(); } ";

    [Theory]
    [InlineData(Trainer + Step + "void Start() => new Trainer(new Net(), (p, y) => functional.cross_entropy([|p|], y));")]
    [InlineData(Trainer + "public void Train(Tensor x, Tensor y) { var output = net.call(x); var l = loss.Invoke(output, y); } } void Start() { var t = new Trainer(loss: (p, y) => { var l = functional.nll_loss([|p|], y); return l; }, net: new Net()); }")]
    [InlineData("void Start(Tensor x, Tensor y) => Train(x, y, p => functional.cross_entropy([|p|], y)); static void Train(Tensor x, Tensor y, Func<Tensor, Tensor> loss) => loss(new Net().call(x)).backward();")]
    [InlineData("private readonly Func<Tensor, Tensor, Tensor> loss = (p, y) => functional.cross_entropy([|p|], y); void Train(Net net, Tensor x, Tensor y) => loss(net.call(x), y).backward();")]
    [InlineData("private Func<Tensor, Tensor, Tensor>? loss; void Start() { loss = (p, y) => functional.cross_entropy([|p|], y); } void Train(Net net, Tensor x, Tensor y) { var output = net.call(x); this.loss!(output, y).backward(); }")]
    [InlineData("void Train(Net net, Tensor x, Tensor y) { Func<Tensor, Tensor, Tensor> loss = (p, t) => functional.cross_entropy([|p|], t); loss(net.call(x), y).backward(); }")]
    public async Task ActivationIsFoundThroughALossThatIsHandedOn(string members) => await Verify<DoubleActivationRule>.Finding(Class(members));

    [Theory]
    [InlineData(Trainer + Step + "void Start() { new Trainer(new Net(), (p, y) => functional.nll_loss(p.log(), y)); new Trainer(Linear(4, 3), (p, y) => functional.cross_entropy(p, y)); }")]
    [InlineData(Trainer + "public void Train(Tensor x, Tensor y) => loss(x, y).backward(); } void Start() => new Trainer(new Net(), (p, y) => functional.cross_entropy(p, y));")]
    [InlineData(Trainer + "public Func<Tensor, Tensor, Tensor> Loss => loss; " + Step + "void Start() => new Trainer(new Net(), (p, y) => functional.cross_entropy(p, y));")]
    [InlineData("void Start(Tensor x, Tensor y) => Train(x, p => functional.cross_entropy(p, y)); static void Train(Tensor x, Func<Tensor, Tensor> loss) { loss(new Net().call(x)); loss(x); }")]
    [InlineData("void Start(List<Tensor> x, Tensor y) => x.ConvertAll(p => functional.cross_entropy(p, y));")]
    [InlineData("public readonly Func<Tensor, Tensor, Tensor> loss = (p, y) => functional.cross_entropy(p, y); void Train(Net net, Tensor x, Tensor y) => loss(net.call(x), y).backward();")]
    [InlineData("private Func<Tensor, Tensor, Tensor> loss = (p, y) => functional.cross_entropy(p, y); void Use() => loss = (p, y) => functional.nll_loss(p.log(), y); void Train(Net net, Tensor x, Tensor y) => loss(net.call(x), y).backward();")]
    [InlineData("private readonly Func<Tensor, Tensor, Tensor> loss = (p, y) => functional.cross_entropy(p, y); void Give(Action<Func<Tensor, Tensor, Tensor>> to) => to(loss); void Train(Net net, Tensor x, Tensor y) => loss(net.call(x), y).backward();")]
    public async Task ALossThatOthersMayCallIsSilent(string members) => await Verify<DoubleActivationRule>.Findings(Class(members));

    private static string Outputs(string body) => $$"""
        class Vae : Module<Tensor, (Tensor, Tensor)>
        {
            private readonly Linear encoder = Linear(4, 3), decoder = Linear(3, 4);
            public Vae() : base("vae") => RegisterComponents();
            public override (Tensor, Tensor) forward(Tensor x)
            {
                var z = encoder.call(x);
                return (decoder.call(z).sigmoid(), z);
            }
        }
        static class Training { static void Run(Vae vae, Tensor x, Tensor y) { {{body}} } }
        """;

    private static string Code(string body) => Class($"static void Run(Tensor x, Tensor y) {{ {body}\n }}");

    private static string Class(string members) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 3);
            private readonly Softmax softmax = Softmax(1);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => softmax.call(fc.call(x));
        }
        class Switched : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 3);
            public Switched() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { var y = fc.call(x); return training ? y : y.softmax(1); }
        }
        class Attention : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(3, 3);
            public Attention() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => x.matmul(fc.call(x).softmax(1));
        }
        class Probabilities
        {
            public static Tensor Of(Tensor scores) { if (scores.shape[0] == 1) return scores.softmax(0); return torch.softmax(scores, 1); }
            public static Tensor Maybe(Tensor scores, bool wanted) => wanted ? scores.softmax(1) : scores;
            public virtual Tensor Overridden(Tensor scores) => scores.softmax(1);
        }
        class Training
        {
            {{members}}
        }
        """;

    [Theory]
    [InlineData("torch.sigmoid(Score(x))", 1)]
    [InlineData("Score(x)", 0)]
    public async Task Variable_of_an_abstract_class_holds_what_derives_from_it(string forward, int findings)
    {
        var found = await Verify<DoubleActivationRule>.Findings($$"""
            abstract class Scorer(string name) : Module<Tensor, Tensor>(name)
            {
                protected abstract Tensor Score(Tensor x);
                public override Tensor forward(Tensor x) => {{forward}};
            }
            class Tags : Scorer
            {
                private readonly Linear second = Linear(4, 3);
                public Tags() : base("tags") { RegisterComponents(); }
                protected override Tensor Score(Tensor x) => second.call(x);
            }
            class Training(Scorer model)
            {
                private readonly BCEWithLogitsLoss criterion = BCEWithLogitsLoss();
                Tensor Loss(Tensor x, Tensor y) => criterion.call({{(findings > 0 ? "[|model.call(x)|]" : "model.call(x)")}}, y);
            }
            """);
        Assert.Equal(findings, found.Count);
    }

    [Theory]
    [InlineData("[|outputs.conf|]", 1)]
    [InlineData("outputs.box", 0)]
    public async Task Member_of_what_a_model_returns_is_followed_into_a_method(string part, int findings)
    {
        var found = await Verify<DoubleActivationRule>.Findings($$"""
            class Detector : Module<Tensor, (Tensor box, Tensor conf)>
            {
                private readonly Linear box = Linear(4, 4), conf = Linear(4, 1);
                public Detector() : base("detector") { RegisterComponents(); }
                public override (Tensor box, Tensor conf) forward(Tensor x) => (box.call(x), conf.call(x).sigmoid());
            }
            class Training
            {
                private readonly Detector detector = new();
                private static Tensor Loss((Tensor box, Tensor conf) outputs, Tensor y) => functional.binary_cross_entropy_with_logits({{part}}, y);
                public void Step(Tensor x, Tensor y) => Loss(detector.call(x), y).backward();
            }
            """);
        Assert.Equal(findings, found.Count);
    }

    [Theory]
    [InlineData("functional.softmax(Score(x), 1)", "loss ?? CrossEntropyLoss()", 1)]
    [InlineData("functional.softmax(Score(x), 1)", "loss!", 0)]
    [InlineData("Score(x)", "loss ?? CrossEntropyLoss()", 0)]
    public async Task Model_of_a_type_parameter_meets_the_loss_that_serves_who_gives_none(string forward, string kept, int findings)
    {
        var found = await Verify<DoubleActivationRule>.Findings($$"""
            abstract class Scorer(string name) : Module<Tensor, Tensor>(name)
            {
                protected abstract Tensor Score(Tensor x);
                public override Tensor forward(Tensor x) => {{forward}};
            }
            class Tags : Scorer
            {
                private readonly Linear second = Linear(4, 3);
                public Tags() : base("tags") { RegisterComponents(); }
                protected override Tensor Score(Tensor x) => second.call(x);
            }
            class Training<T> where T : Scorer
            {
                private readonly T model;
                private readonly Loss<Tensor, Tensor, Tensor> criterion;
                public Training(T model, Loss<Tensor, Tensor, Tensor>? loss = null) => (this.model, criterion) = (model, {{kept}});
                Tensor Loss(Tensor x, Tensor y) => criterion.call({{(findings > 0 ? "[|model.call(x)|]" : "model.call(x)")}}, y);
            }
            """);
        Assert.Equal(findings, found.Count);
    }
}
