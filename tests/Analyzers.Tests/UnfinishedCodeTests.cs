using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests;

/// <summary>What an editor shows while a line is being typed: a sound program does not become a faulty one on the way.</summary>
public sealed class UnfinishedCodeTests
{
    private const string Training = """
        class Program
        {
            static void Train(Net model, Tensor x, Tensor y)
            {
                var optimizer = torch.optim.SGD(model.parameters(), 0.1);
                var criterion = MSELoss();
                for (var step = 0; step < 100; step++)
                {
                    optimizer.zero_grad();
                    var loss = criterion.call(model.call(x), y);
                    loss.backward();
                    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                    optimizer.step();
                }
            }
        }
        """;

    private const string Model = """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc;
            private readonly Linear head;

            public Net(int classes) : base("net")
            {
                fc = Linear(8, 8);
                head = Linear(8, classes);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var hidden = fc.call(x).relu();
                return head.call(hidden);
            }
        }
        """;

    [Theory]
    [InlineData("var criterion = MSELoss();", "")]
    [InlineData("var criterion = MSELoss();", "var crit")]
    [InlineData("var loss = criterion.call(model.call(x), y);", "")]
    [InlineData("var loss = criterion.call(model.call(x), y);", "var loss = criter")]
    [InlineData("var loss = criterion.call(model.call(x), y);", "var loss = criterion.call(model.ca")]
    [InlineData("optimizer.zero_grad();", "o")]
    [InlineData("optimizer.zero_grad();", "optimizer")]
    [InlineData("optimizer.zero_grad();", "optimizer.")]
    [InlineData("optimizer.zero_grad();", "optimizer.zero_grad")]
    [InlineData("optimizer.zero_grad();", "using\noptimizer.zero_grad();")]
    [InlineData("optimizer.zero_grad();", "new\noptimizer.zero_grad();")]
    [InlineData("loss.backward();", "loss.backward")]
    [InlineData("loss.backward();", "using\nloss.backward();")]
    [InlineData("torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);", "torch.nn.utils.clip_grad_norm_(model.par")]
    [InlineData("var optimizer = torch.optim.SGD(model.parameters(), 0.1);", "var optimizer = torch.optim.SGD(")]
    public async Task Loop_whose_line_is_being_typed_has_no_warning(string line, string typed) => await HasNoWarning(Training.Replace(line, typed) + Model);

    [Fact]
    public async Task Method_that_a_loop_calls_may_do_anything_while_it_is_declared() => await HasNoWarning("""
        class Trainer(Module<Tensor, Tensor> model, torch.optim.Optimizer optimizer)
        {
            public void Step(Tensor x)
            {
                Prepare();
                model.call(x).mean().backward();
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                optimizer.step();
            }

            private void Prepare() => optimizer.
        }
        """);

    [Theory]
    [InlineData("optimizer.zero_grad();", "using\noptimizer.zero_grad();")]
    [InlineData("loss.backward();", "loss")]
    public async Task Method_that_a_loop_calls_may_do_anything_while_a_line_of_it_is_typed(string line, string typed)
    {
        const string body = """
            optimizer.zero_grad();
            loss.backward();
            """;
        await HasNoWarning($$"""
            class Program
            {
                static void Train(Module<Tensor, Tensor> model, torch.optim.Optimizer optimizer, Tensor x)
                {
                    for (var step = 0; step < 100; step++)
                    {
                        Backward(optimizer, model.call(x).mean());
                        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                        optimizer.step();
                    }
                }

                static void Backward(torch.optim.Optimizer optimizer, Tensor loss)
                {
                    {{body.Replace(line, typed)}}
                }
            }
            """);
    }

    [Theory]
    [InlineData("head = Linear(8, classes);", "head = Linear(8, class);")]
    [InlineData("public Net(int classes) : base(\"net\")", "public Net(int classes) : b")]
    [InlineData("RegisterComponents();", "RegisterComponents(")]
    [InlineData("private readonly Linear head;", "private readonly Lin")]
    [InlineData("head = Linear(8, classes);", "head =")]
    [InlineData("head = Linear(8, classes);", "head = Linear(8, classes); init.")]
    [InlineData("RegisterComponents();", "new\nRegisterComponents();")]
    [InlineData("RegisterComponents();", "return\nRegisterComponents();")]
    [InlineData("head = Linear(8, classes);", "return\nhead = Linear(8, classes);")]
    public async Task Model_whose_line_is_being_typed_has_no_warning(string line, string typed) => await HasNoWarning(Model.Replace(line, typed));

    [Theory]
    [InlineData("second = Linear(8, 8);", "second =")]
    [InlineData("first = Linear(8, 8);", "first =")]
    public async Task Residual_block_whose_constructor_is_being_typed_has_no_warning(string line, string typed) => await HasNoWarning("""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear first;
            private readonly Linear second;

            public Block() : base("block")
            {
                first = Linear(8, 8);
                second = Linear(8, 8);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => (x + second.call(first.call(x).relu())).relu();
        }
        """.Replace(line, typed));

    [Theory]
    [InlineData("")]
    [InlineData("throw new NotImplementedException();")]
    [InlineData("var hidden = fc.call(x).relu();")]
    [InlineData("return ")]
    public async Task Forward_that_is_not_written_yet_leaves_no_layer_unused(string body)
    {
        var start = Model.IndexOf("var hidden", StringComparison.Ordinal);
        var end = Model.IndexOf("return head.call(hidden);", StringComparison.Ordinal) + "return head.call(hidden);".Length;

        Assert.Empty(await TestCompilation.Analyze(TestCompilation.Of(Model[..start] + body + Model[end..]), GradGuardAnalyzers.All));
    }

    [Fact]
    public async Task Constructor_without_a_body_gets_no_fix_and_no_failure()
    {
        const string source = """
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net();
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """;

        await EveryFix.Take(source);
    }

    private static async Task HasNoWarning(string source) =>
        Assert.DoesNotContain(await TestCompilation.Analyze(TestCompilation.Of(source), GradGuardAnalyzers.All), found => found.Severity == DiagnosticSeverity.Warning);
}
