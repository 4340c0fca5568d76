using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class UnregisteredModuleTests
{
    [Theory]
    [InlineData("private readonly Linear fc = Linear(8, 8);", "", "fc.call(x)")]
    [InlineData("private readonly Linear fc; private readonly ReLU act = ReLU();", "fc = Linear(8, 8);", "act.call(fc.call(x))")]
    [InlineData("private Linear Fc { get; } = Linear(8, 8);", "", "Fc.call(x)")]
    [InlineData("private readonly Parameter scale = Parameter(torch.ones(8));", "", "x * scale")]
    [InlineData("private readonly ModuleList<Linear> layers = new(Linear(8, 8), Linear(8, 8));", "", "layers[1].call(layers[0].call(x))")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8);", """register_module("a", a);""", "b.call(a.call(x))")]
    public async Task ModelThatNeverRegistersIsFound(string fields, string constructor, string forward)
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(Model(fields, constructor, forward, name: "[|Net|]"));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains("never calls RegisterComponents", finding.GetMessage());
    }

    [Theory]
    [InlineData("private readonly List<Linear> [|layers|] = new() { Linear(8, 8), Linear(8, 8) };", "")]
    [InlineData("private readonly List<Linear> [|layers|] = new();", "for (var i = 0; i < 2; i++) layers.Add(Linear(8, 8));")]
    [InlineData("private readonly Linear[] [|layers|];", "layers = new[] { Linear(8, 8), Linear(8, 8) };")]
    [InlineData("private readonly Linear[] [|layers|] = Enumerable.Range(0, 2).Select(_ => Linear(8, 8)).ToArray();", "")]
    [InlineData("private readonly IReadOnlyList<Module<Tensor, Tensor>> [|layers|];", "layers = [Linear(8, 8), ReLU()];")]
    public async Task ModulesInCollectionsAreFound(string field, string constructor)
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(Model(field, constructor + " RegisterComponents();", "layers[1].call(layers[0].call(x))"));
        Assert.Contains("ModuleList", finding.GetMessage());
    }

    [Fact]
    public async Task ModulesInADictionaryAreFound()
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(Model(
            """private readonly Dictionary<string, Linear> [|heads|] = new() { ["a"] = Linear(8, 8) };""", "RegisterComponents();", """heads["a"].call(x)"""));
        Assert.Contains("ModuleDict", finding.GetMessage());
    }

    [Theory]
    [InlineData("private readonly List<Parameter> [|scales|] = new();", "for (var i = 0; i < 2; i++) scales.Add(new Parameter(torch.ones(8)));", "x * scales[0] * scales[1]", "'scales' keeps 2 parameters in a List<Parameter>", "Keep them in a ParameterList.")]
    [InlineData("private readonly Parameter[] [|scales|] = { new(torch.ones(8)) };", "", "x * scales[0]", "'scales' keeps a parameter in a Parameter[]", "Keep them in a ParameterList.")]
    [InlineData("private readonly (Linear Q, Linear K) [|pair|] = (Linear(8, 8), Linear(8, 8));", "", "pair.Q.call(pair.K.call(x))", "'pair' keeps 2 modules in a (Linear Q, Linear K)", "Make each a field of its own.")]
    [InlineData("private readonly IList<Linear> [|layers|] = new List<Linear> { Linear(8, 8) };", "", "layers[0].call(x)", "'layers' keeps a module in an IList<Linear>", "Keep them in a ModuleList.")]
    public async Task MessageSaysWhatIsKeptHowAndWhereItShouldBe(string field, string constructor, string forward, string what, string remedy)
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(Model(field, constructor + " RegisterComponents();", forward));
        Assert.StartsWith(what, finding.GetMessage());
        Assert.EndsWith(remedy, finding.GetMessage());
    }

    [Fact]
    public async Task MessageCountsWhatIsLost()
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(Model(
            "private readonly List<Module<Tensor, Tensor>> [|layers|] = [Linear(8, 8), ReLU(), Linear(8, 8)];", "RegisterComponents();", "layers[2].call(layers[0].call(x))"));
        Assert.Equal(
            "'layers' keeps 2 modules in a List<Module<Tensor, Tensor>>, which RegisterComponents does not look into, so parameters() leaves them out: an optimizer does not train them, and save, load and to pass them by. Keep them in a ModuleList.",
            finding.GetMessage());
    }

    [Theory]
    [InlineData("private readonly Linear fc = Linear(8, 8), [|late|];", "RegisterComponents(); late = Linear(8, 8);", "late.call(fc.call(x))")]
    [InlineData("private readonly Linear fc = Linear(8, 8); private Linear? [|late|];", "RegisterComponents(); Build(); void Build() { late = Linear(8, 8); }", "late!.call(fc.call(x))")]
    [InlineData("private Linear [|fc|] = Linear(8, 8);", "RegisterComponents(); fc = Linear(8, 8); RegisterComponents();", "fc.call(x)")]
    [InlineData("private readonly ModuleList<Linear> [|layers|] = new();", "RegisterComponents(); layers.Add(Linear(8, 8));", "layers[0].call(x)")]
    [InlineData("private readonly Linear fc = Linear(8, 8); private Linear? [|late|];", "RegisterComponents(); if (Environment.ProcessorCount > 1) late = Linear(8, 8);", "late is null ? fc.call(x) : late.call(fc.call(x))")]
    [InlineData("private readonly Linear fc = Linear(8, 8); private readonly Parameter [|scale|];", "RegisterComponents(); scale = Parameter(torch.ones(8));", "fc.call(x) * scale")]
    public async Task WhatComesAfterTheCallIsFound(string fields, string constructor, string forward)
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(Model(fields, constructor, forward));
        Assert.Contains("after RegisterComponents has run", finding.GetMessage());
    }

    [Theory]
    [InlineData("private readonly Linear fc = Linear(8, 8);", "RegisterComponents();", "fc.call(x)")]
    [InlineData("private readonly Linear fc;", "fc = Linear(8, 8); Done(); void Done() => RegisterComponents();", "fc.call(x)")]
    [InlineData("private readonly Linear fc;", """fc = Linear(8, 8); register_module("fc", fc);""", "fc.call(x)")]
    [InlineData("private readonly ReLU act = ReLU();", "", "act.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), b;", """RegisterComponents(); b = Linear(8, 8); register_module("b", b);""", "b.call(a.call(x))")]
    [InlineData("private readonly List<Linear> layers = new();", """for (var i = 0; i < 2; i++) { var l = Linear(8, 8); layers.Add(l); register_module($"l{i}", l); } RegisterComponents();""", "layers[1].call(layers[0].call(x))")]
    [InlineData("private readonly List<Linear> layers = new(); private readonly Sequential net;", "for (var i = 0; i < 2; i++) layers.Add(Linear(8, 8)); net = Sequential(layers); RegisterComponents();", "net.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8); private readonly Linear[] all;", "all = new[] { a }; RegisterComponents();", "all[0].call(x)")]
    [InlineData("private readonly Module<Tensor, Tensor>[] acts = { ReLU(), Tanh() }; private readonly Linear fc = Linear(8, 8);", "RegisterComponents();", "acts[0].call(fc.call(x))")]
    [InlineData("private readonly ModuleList<Linear> layers = new(); ", "layers.Add(Linear(8, 8)); RegisterComponents();", "layers[0].call(x)")]
    [InlineData("private readonly Parameter scale;", """scale = Parameter(torch.ones(8)); register_parameter("scale", scale); """, "x * scale")]
    [InlineData("private readonly Linear fc = Linear(8, 8);", "RegisterComponents(); fc.to(torch.float64);", "fc.call(x)")]
    [InlineData("private readonly Linear a = Linear(8, 8), b = Linear(8, 8); private readonly Sequential net;", "RegisterComponents(); net = Sequential(a, ReLU(), b);", "net.call(x)")]
    [InlineData("private readonly Linear fc; private readonly Linear? skip;", "fc = Linear(8, 8); if (Environment.ProcessorCount > 1) skip = Linear(8, 8); RegisterComponents();", "skip is null ? fc.call(x) : skip.call(fc.call(x))")]
    [InlineData("private readonly Linear fc = Linear(8, 8); private Linear? late;", "if (Environment.ProcessorCount > 1) late = Linear(8, 8); RegisterComponents(); if (Environment.ProcessorCount > 4) late = Linear(8, 8);", "late is null ? fc.call(x) : late.call(fc.call(x))")]
    [InlineData("private readonly Parameter a = Parameter(torch.ones(8)); private readonly List<Parameter> all;", "all = new() { a }; RegisterComponents();", "x * all[0]")]
    [InlineData("private readonly List<Parameter> all = new();", """all.Add(Parameter(torch.ones(8))); register_parameter("a", all[0]);""", "x * all[0]")]
    [InlineData("private readonly List<Tensor> masks = new() { torch.ones(8) }; private readonly Linear fc = Linear(8, 8);", "RegisterComponents();", "fc.call(x * masks[0])")]
    [InlineData("private readonly (Linear, Linear) pair = (Linear(8, 8), Linear(8, 8));", """register_module("a", pair.Item1); register_module("b", pair.Item2);""", "pair.Item1.call(x)")]
    [InlineData("private Parameter table = Parameter(torch.ones(8)); Tensor Grown() { table = Parameter(torch.ones(16)); return table; }", "RegisterComponents();", "x * Grown()")]
    public async Task WhatIsRegisteredSomehowIsSilent(string fields, string constructor, string forward) =>
        await Verify<UnregisteredModuleRule>.Findings(Model(fields, constructor, forward));

    [Fact]
    public async Task BlockThatOnlyAnotherModuleMakesIsRegisteredByIt()
    {
        await Verify<UnregisteredModuleRule>.Findings("""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Block() : base("block") { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Block block = new();
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => block.call(x);
            }
            """);
    }

    [Theory]
    [InlineData("", "blocks = Sequential(new Block(), ReLU(), new Block());")]
    [InlineData("", """blocks = Sequential(("a", new Block()), ("b", ReLU()));""")]
    [InlineData("", "blocks = Sequential(); for (var i = 0; i < 3; i++) blocks.append(new Block());")]
    [InlineData("", "blocks = Sequential(Sequential(Linear(8, 8), new Block()), ReLU());")]
    [InlineData("", "var parts = new List<Module<Tensor, Tensor>>(); for (var i = 0; i < 3; i++) parts.Add(new Block()); blocks = Sequential(parts);")]
    [InlineData("", "blocks = Make(2);")]
    [InlineData("ModuleList<Module<Tensor, Tensor>> all;", "all = [Sequential(new Block())]; blocks = Sequential(Linear(8, 8));")]
    public async Task BlockInASequentialMustRegisterWhatItHoldsItself(string field, string constructor)
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(NetOfBlocks("[|Block|]", field, constructor));
        Assert.Equal(
            "'Block' never calls RegisterComponents, which the Sequential that holds it does not do for it, so parameters() leaves 'fc' out: an optimizer does not train 'fc', and save, load and to pass 'fc' by. Call RegisterComponents() at the end of the constructor.",
            finding.GetMessage());
    }

    [Theory]
    [InlineData("ModuleList<Block> all;", "all = [new Block(), new Block()]; blocks = Sequential(Linear(8, 8));")]
    [InlineData("Block first;", "first = new Block(); blocks = Sequential(first, ReLU());")]
    [InlineData("ModuleList<Module<Tensor, Tensor>> all;", "all = [new Block(), ReLU()]; blocks = Sequential(all.ToArray());")]
    [InlineData("", """var block = new Block(); register_module("block", block); blocks = Sequential(block);""")]
    public async Task BlockThatAModuleReachesOutsideTheSequentialIsRegistered(string field, string constructor) =>
        await Verify<UnregisteredModuleRule>.Findings(NetOfBlocks("Block", field, constructor));

    [Theory]
    [InlineData("private readonly Linear fc = Linear(8, 8);", "RegisterComponents();")]
    [InlineData("private readonly Linear fc = Linear(8, 8);", """register_module("fc", fc);""")]
    [InlineData("private readonly ReLU fc = ReLU();", "")]
    public async Task BlockInASequentialThatRegistersOrHasNothingToRegisterIsSilent(string field, string constructor) =>
        await Verify<UnregisteredModuleRule>.Findings(NetOfBlocks("Block", "", "blocks = Sequential(new Block());", field, constructor));

    private static string NetOfBlocks(string name, string field, string constructor, string blockField = "private readonly Linear fc = Linear(8, 8);", string blockConstructor = "") => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            {{blockField}}
            public Block() : base("block") { {{blockConstructor}} }
            public override Tensor forward(Tensor x) => fc.call(x);
        }
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential blocks;
            {{field}}
            public Net() : base("net")
            {
                {{constructor}}
                RegisterComponents();
            }
            private static Sequential Make(int depth) => Sequential(Enumerable.Range(0, depth).Select(_ => (Module<Tensor, Tensor>)new Block()));
            public override Tensor forward(Tensor x) => blocks.call(x);
        }
        """;

    [Fact]
    public async Task BlockThatTheProgramMakesToo()
    {
        await Verify<UnregisteredModuleRule>.Findings("""
            class [|Block|] : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Block() : base("block") { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            static class Training
            {
                public static void Start()
                {
                    var model = new Block();
                    optim.SGD(model.parameters(), 0.1);
                }
            }
            """);
    }

    [Fact]
    public async Task FactoryMakesPartsOfOtherModules()
    {
        await Verify<UnregisteredModuleRule>.Findings("""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Block() : base("block") { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            static class Blocks
            {
                public static Module<Tensor, Tensor> Make(string kind) => kind switch { "block" => new Block(), _ => ReLU() };
            }
            """);
    }

    [Fact]
    public async Task CodeThatLeavesItsBlocksToTheirParentsIsSilentOnBlocksThatNothingMakesYet()
    {
        await Verify<UnregisteredModuleRule>.Findings("""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Block() : base("block") { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Spare : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Spare() : base("spare") { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Block block = new();
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => block.call(x);
            }
            """);
    }

    [Fact]
    public async Task BaseClassThatRegistersInItsConstructorSeesInitialisersOnly()
    {
        await Verify<UnregisteredModuleRule>.Findings("""
            abstract class Base : Module<Tensor, Tensor>
            {
                protected Base(string name) : base(name) => RegisterComponents();
            }
            class Early : Base
            {
                private readonly Linear fc = Linear(8, 8);
                public Early() : base("early") { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Late : Base
            {
                private readonly Linear [|fc|];
                public Late() : base("late") { fc = Linear(8, 8); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """);
    }

    [Fact]
    public async Task ModelThatWhoeverMakesItRegistersIsSilent() => await Verify<UnregisteredModuleRule>.Findings("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> inner;
            public Net(Module<Tensor, Tensor> inner) : base("net") => this.inner = inner;
            public Net Registered() { RegisterComponents(); return this; }
            public override Tensor forward(Tensor x) => x - inner.call(x);
        }
        static class Nets
        {
            public static Module<Tensor, Tensor> Make() => new Net(Sequential(Linear(8, 8), ReLU())).Registered();
        }
        """);

    [Fact]
    public async Task ClassThatListsItsOwnParametersIsSilent()
    {
        await Verify<UnregisteredModuleRule>.Findings("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly List<Linear> layers = [Linear(8, 8)];
                public Net() : base("net") => RegisterComponents();
                public override IEnumerable<Parameter> parameters(bool recurse = true) => layers.SelectMany(layer => layer.parameters());
                public override Tensor forward(Tensor x) => layers[0].call(x);
            }
            """);
    }

    private static string Model(string fields, string constructor, string forward, string name = "Net") => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            {{fields}}
            public Net() : base("net") { {{constructor}} }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;

    [Fact]
    public async Task LayerThatOneWayThroughTheConstructorRegistersIsSilent() => await Verify<UnregisteredModuleRule>.Findings("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 8), head;
            public Net(bool ties) : base("net")
            {
                if (ties)
                {
                    RegisterComponents();
                    head = Linear(8, 8, hasBias: false);
                }
                else
                {
                    head = Linear(8, 8, hasBias: false);
                    RegisterComponents();
                }
            }
            public override Tensor forward(Tensor x) => head.call(fc.call(x));
        }
        """);

    [Theory]
    [InlineData("public class Norm")]
    [InlineData("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Models\")] internal class Norm")]
    public async Task BlockOfParametersThatOtherAssembliesBuildWithIsSilent(string declaration) => await Verify<UnregisteredModuleRule>.Findings($$"""
        {{declaration}} : Module<Tensor, Tensor>
        {
            private readonly Parameter weight = Parameter(torch.ones(8));
            public Norm() : base("norm") { }
            public override Tensor forward(Tensor x) => weight * x * torch.rsqrt(x.pow(2).mean([-1L], keepdim: true) + 1e-6);
        }
        """);

    [Theory]
    [InlineData("return [|Linear(8, 8)|].call(fc.call(x));")]
    [InlineData("x = [|Conv1d(8, 8, 1)|].forward(x); return fc.call(x);")]
    [InlineData("using var extra = [|Linear(8, 8)|]; return extra.call(fc.call(x)).relu() + extra.call(x);")]
    [InlineData("for (var i = 0; i < 3; i++) x = [|Linear(8, 8)|].call(x).relu(); return fc.call(x);")]
    public async Task LayerThatForwardMakesAnewIsFound(string forward)
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(Forward(forward));
        Assert.Contains("made anew in every call of forward", finding.GetMessage());
        Assert.Contains("Make it in the constructor", finding.GetMessage());
    }

    [Theory]
    [InlineData("return ReLU().call(fc.call(x));")]
    [InlineData("var blur = Conv1d(8, 8, 1); init.constant_(blur.weight, 0.1); return blur.call(fc.call(x));")]
    [InlineData("var late = Linear(8, 8); register_module(\"late\", late); return late.call(fc.call(x));")]
    [InlineData("var spare = Linear(8, 8); kept.Add(spare); return spare.call(fc.call(x));")]
    public async Task LayerThatForwardKeepsOrSetsUpIsSilent(string forward) => await Verify<UnregisteredModuleRule>.Findings(Forward(forward));

    [Theory]
    [InlineData("public void ReplaceHead(int classes) => [|head = Linear(8, classes)|];", "'ReplaceHead' puts a new module into 'head'")]
    [InlineData("public void Grow() { var old = head; [|this.head = Linear(8, 16)|]; old.Dispose(); }", "'Grow' puts a new module into 'head'")]
    [InlineData("public void Deepen() => [|body = Sequential(body, Linear(8, 8))|];", "register_module(\"body\", null)")]
    public async Task LayerThatReplacesARegisteredOneIsFound(string method, string message) =>
        Assert.Contains(message, (await Verify<UnregisteredModuleRule>.Finding(Replaceable(method))).GetMessage(), StringComparison.Ordinal);

    [Theory]
    [InlineData("public void ReplaceHead(int n) { register_module(\"head\", null!); head = Linear(8, n); register_module(\"head\", head); }")]
    [InlineData("public void Move(Device device) => head = head.to(device);")]
    [InlineData("public void ReplaceHead(Linear other) => head = other;")]
    [InlineData("public void Forget() => spare = Linear(8, 8);")]
    [InlineData("private void Build() => head = Linear(8, 4);", "Build(); ")]
    [InlineData("private void Build() => Make(4); private void Make(int n) => head = Linear(8, n);", "Build(); ")]
    [InlineData("public void ReplaceActivation() => act = GELU();")]
    public async Task WhatMayBeRegisteredAnotherWayIsSilent(string method, string constructor = "") => await Verify<UnregisteredModuleRule>.Findings(Replaceable(method, constructor));

    [Theory]
    [InlineData("private readonly Tensor [|centers|];", "centers = torch.randn(4, 8, requires_grad: true);")]
    [InlineData("private readonly Tensor [|centers|] = torch.zeros(8, requires_grad: true);", "")]
    [InlineData("private Tensor [|centers|];", "centers = torch.randn(8).requires_grad_();")]
    public async Task TensorThatWantsAGradientButIsNoParameterIsFound(string field, string constructor)
    {
        var finding = await Verify<UnregisteredModuleRule>.Finding(Model(field, constructor + " RegisterComponents();", "x - centers"));
        Assert.EndsWith("registers a plain tensor as a buffer, so parameters() leaves it out: an optimizer does not train it. Make it a Parameter.", finding.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("private readonly Tensor centers;", "centers = torch.randn(4, 8);")]
    [InlineData("private readonly Tensor centers;", "centers = torch.randn(4, 8, requires_grad: false);")]
    [InlineData("private readonly Parameter centers;", "centers = new Parameter(torch.randn(4, 8, requires_grad: true));")]
    [InlineData("private readonly Tensor centers; public IEnumerable<Tensor> Learned => [centers];", "centers = torch.randn(4, 8, requires_grad: true);")]
    [InlineData("internal readonly Tensor centers; static torch.optim.Optimizer Make(Net net) => torch.optim.SGD(net.parameters().Concat([new Parameter(net.centers)]), 0.1);", "centers = torch.randn(4, 8, requires_grad: true);")]
    [InlineData("private readonly Tensor centers; private void Move() => centers.sub_(centers.grad!);", "centers = torch.randn(4, 8, requires_grad: true);")]
    public async Task BuffersAndTensorsThatSomethingElseTrainsAreSilent(string field, string constructor) =>
        await Verify<UnregisteredModuleRule>.Findings(Model(field, constructor + " RegisterComponents();", "x - centers"));

    private static string Replaceable(string method, string constructor = "") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private Linear head = Linear(8, 2);
            private Linear? spare;
            private Module<Tensor, Tensor> act = ReLU(), body = Sequential(Linear(8, 8), ReLU());
            public Net() : base("net") { {{constructor}}RegisterComponents(); }
            public override Tensor forward(Tensor x) => head.call(act.call(body.call(x)));
            {{method}}
        }
        """;

    private static string Forward(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 8);
            private static readonly List<Linear> kept = [];
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
