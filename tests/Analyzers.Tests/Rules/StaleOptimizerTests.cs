using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class StaleOptimizerTests
{
    private const string Learn = "foreach (var x in batches) { optimizer.zero_grad(); model.call(x).sum().backward(); optimizer.step(); }";

    [Theory]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model.fc = Linear(4, 2)|]; {Learn}", "replacement")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model.to(device)|]; {Learn}", "conversion")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model.to(torch.CUDA)|]; {Learn}", "conversion")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model.to(torch.float64)|]; {Learn}", "conversion")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); model = [|model.to(device)|]; {Learn}", "conversion")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); [|model = new Net()|]; {Learn}", "replacement")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.Adam(model.parameters()); if (wide) [|model.fc = Linear(4, 9)|]; {Learn}", "replacement")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.Adam(model.parameters().ToList()); Adapt(); {Learn} void Adapt() => [|model.fc = Linear(4, 9)|];", "replacement")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.Adam(model.fc.parameters()); [|model.fc = Linear(4, 2)|]; {Learn}", "'model.fc'")]
    public async Task ModelThatChangesUnderItsOptimizerIsFound(string body, string message)
    {
        var finding = await Verify<StaleOptimizerAnalyzer>.Finding(Code(body));
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
    [InlineData($"var model = Build(); var optimizer = Optimizer(model); model.fc = Linear(4, 2); {Learn}")]
    [InlineData($"var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); foreach (var x in batches) {{ x.to(device); }} {Learn}")]
    [InlineData($"var model = new Net(); var head = Linear(4, 2); var optimizer = torch.optim.SGD(head.parameters(), 0.1); foreach (var x in batches) {{ head.call(model.call(x)).sum().backward(); optimizer.step(); }}")]
    public async Task OptimizerOfTheLastParametersIsSilent(string body) => await Verify<StaleOptimizerAnalyzer>.Findings(Code(body));

    [Fact]
    public async Task ConversionInTheConstructorIsFound() => await Verify<StaleOptimizerAnalyzer>.Finding("""
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
    [InlineData("foreach (var x in batches) { optimizer.zero_grad(); trained.call(x).sum().backward(); [|optimizer.step()|]; }")]
    [InlineData("foreach (var x in batches) { optimizer.zero_grad(); var output = trained.forward(x); var loss = functional.mse_loss(output, x); loss.backward(); [|optimizer.step()|]; }")]
    public async Task OptimizerOfAnotherModelIsFound(string body)
    {
        var finding = await Verify<StaleOptimizerAnalyzer>.Finding(Code("var model = new Net(); var trained = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); " + body));
        Assert.Contains("'trained' alone", finding.GetMessage());
    }

    [Theory]
    [InlineData("foreach (var x in batches) { optimizer.zero_grad(); trained.call(model.call(x)).sum().backward(); optimizer.step(); }")]
    [InlineData("var second = torch.optim.SGD(trained.parameters(), 0.1); foreach (var x in batches) { trained.call(x).sum().backward(); optimizer.step(); second.step(); }")]
    [InlineData("foreach (var x in batches) { Loss(model, x).backward(); optimizer.step(); }")]
    [InlineData("foreach (var x in batches) { var (output, _) = (model.call(x), 0); trained.call(output).sum().backward(); optimizer.step(); }")]
    public async Task OptimizerThatMayTrainTheModelIsSilent(string body) =>
        await Verify<StaleOptimizerAnalyzer>.Findings(Code("var model = new Net(); var trained = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); " + body));

    [Theory]
    [InlineData("var model = new Net();\n        var optimizer = torch.optim.SGD(model.parameters(), 0.1); // plain\n        model.to(device);\n        optimizer.step();",
        "var model = new Net();\n        model.to(device);\n        var optimizer = torch.optim.SGD(model.parameters(), 0.1); // plain\n        optimizer.step();")]
    [InlineData("var model = new Net();\n        var optimizer = torch.optim.SGD(model.parameters(), 0.1);\n        model.fc = Linear(4, 2); // ten classes\n        optimizer.step();",
        "var model = new Net();\n        model.fc = Linear(4, 2); // ten classes\n        var optimizer = torch.optim.SGD(model.parameters(), 0.1);\n        optimizer.step();")]
    public async Task FixMakesTheOptimizerAfterwards(string body, string expected) => await VerifyFix<StaleOptimizerAnalyzer, OptimizerAfterChangeFix>.Turns(Code(body), Code(expected));

    [Fact]
    public async Task FixIsNotOfferedWhereTheOptimizerIsUsedBetween() => await VerifyFix<StaleOptimizerAnalyzer, OptimizerAfterChangeFix>.IsNotOffered(Code(
        "var model = new Net(); var optimizer = torch.optim.SGD(model.parameters(), 0.1); var schedule = torch.optim.lr_scheduler.StepLR(optimizer, 3); model.to(device); optimizer.step();"));

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
            static void Run(List<Tensor> batches, torch.Device device, bool wide)
            {
                {{body}}
            }
        }
        """;
}
