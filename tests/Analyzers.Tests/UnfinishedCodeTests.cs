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
    [InlineData("torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);", "torch.nn.utils.clip_grad_norm_(model.par")]
    [InlineData("var optimizer = torch.optim.SGD(model.parameters(), 0.1);", "var optimizer = torch.optim.SGD(")]
    public async Task Loop_whose_line_is_being_typed_has_no_warning(string line, string typed) => await HasNoWarning(Training.Replace(line, typed) + Model);

    [Theory]
    [InlineData("head = Linear(8, classes);", "head = Linear(8, class);")]
    [InlineData("public Net(int classes) : base(\"net\")", "public Net(int classes) : b")]
    [InlineData("RegisterComponents();", "RegisterComponents(")]
    [InlineData("private readonly Linear head;", "private readonly Lin")]
    [InlineData("head = Linear(8, classes);", "head =")]
    [InlineData("head = Linear(8, classes);", "head = Linear(8, classes); init.")]
    public async Task Model_whose_line_is_being_typed_has_no_warning(string line, string typed) => await HasNoWarning(Model.Replace(line, typed));

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

        await EveryFix.Take(source, await TestCompilation.Analyze(TestCompilation.Of(source), GradGuardAnalyzers.All));
    }

    private static async Task HasNoWarning(string source) =>
        Assert.DoesNotContain(await TestCompilation.Analyze(TestCompilation.Of(source), GradGuardAnalyzers.All), found => found.Severity == DiagnosticSeverity.Warning);
}
