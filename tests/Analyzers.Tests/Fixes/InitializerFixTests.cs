using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

public sealed class InitializerFixTests
{
    [Theory]
    [InlineData("init.zeros_(fc1.weight); // start", "init.kaiming_normal_(fc1.weight, nonlinearity: init.NonlinearityType.ReLU); // start")]
    [InlineData("nn.init.constant_(fc1.weight, 0.1);", "nn.init.kaiming_normal_(fc1.weight, nonlinearity: init.NonlinearityType.ReLU);")]
    [InlineData("init.ones_(fc2.weight); init.ones_(fc2.bias!);", "init.xavier_uniform_(fc2.weight); init.ones_(fc2.bias!);")]
    [InlineData("fc1.weight!.fill_(1);", "init.kaiming_normal_(fc1.weight!, nonlinearity: init.NonlinearityType.ReLU);")]
    [InlineData("foreach (var l in new[] { fc1, fc2 }) init.constant_(l.weight, 1);", "foreach (var l in new[] { fc1, fc2 }) init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU);")]
    [InlineData("init.ones_(fc1.weight); /* and */ init.ones_(fc2.weight);", "init.kaiming_normal_(fc1.weight, nonlinearity: init.NonlinearityType.ReLU); /* and */ init.xavier_uniform_(fc2.weight);")]
    [InlineData("init.trunc_normal_(fc1.weight, std: 0.00002);", "init.normal_(fc1.weight, 0, 2E-05);")]
    public async Task ConstantIsDrawnAtRandom(string before, string after) =>
        await VerifyFix<ConstantWeightsRule, ConstantWeightsFix>.Turns(Perceptron(before, "relu"), Perceptron(after, "relu"));

    [Fact]
    public async Task LoopThatDrawsBiasesTooIsLeftAlone() =>
        await VerifyFix<ConstantWeightsRule, ConstantWeightsFix>.IsNotOffered(Perceptron("foreach (var p in parameters()) init.constant_(p, 0.1);", "relu"));

    [Theory]
    [InlineData("relu", "init.xavier_uniform_(fc1.weight); // start", "init.kaiming_uniform_(fc1.weight, nonlinearity: init.NonlinearityType.ReLU); // start")]
    [InlineData("relu", "torch.nn.init.xavier_normal_(fc1.weight, 1.0);", "torch.nn.init.kaiming_normal_(fc1.weight, nonlinearity: init.NonlinearityType.ReLU);")]
    [InlineData("tanh", "init.kaiming_normal_(fc1.weight);", "init.xavier_normal_(fc1.weight);")]
    [InlineData("hardtanh", "init.kaiming_uniform_(fc1.weight, mode: init.FanInOut.FanOut);", "init.xavier_uniform_(fc1.weight);")]
    [InlineData("relu", "foreach (var l in new[] { fc1, fc2 }) init.xavier_normal_(l.weight);", "foreach (var l in new[] { fc1, fc2 }) init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU);")]
    public async Task InitializerFollowsTheActivation(string activation, string before, string after) =>
        await VerifyFix<MismatchedInitializerRule, MismatchedInitializerFix>.Turns(Perceptron(before, activation), Perceptron(after, activation));

    private static string Perceptron(string constructor, string activation) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(8, 8), fc2 = Linear(8, 8);

            public Net()
                : base("net")
            {
                RegisterComponents();
                {{constructor}}
            }

            public override Tensor forward(Tensor x) => fc2.call(functional.{{activation}}(fc1.call(x)));
        }
        """;
}
