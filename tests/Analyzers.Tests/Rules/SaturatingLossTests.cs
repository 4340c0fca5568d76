using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class SaturatingLossTests
{
    [Theory]
    [InlineData("functional.mse_loss([|x.sigmoid()|], y);", "a quarter of its gradient")]
    [InlineData("MSELoss().call([|torch.sigmoid(x)|], y);", "MSELoss over sigmoid")]
    [InlineData("var sign = x.sum(1).gt(0).to(torch.float32); functional.mse_loss([|new Net().call(x)|], sign);", "the sigmoid at the end of 'Net'")]
    [InlineData("functional.mse_loss([|new Net().call(x)|], functional.one_hot(x, 4));", "the sigmoid at the end of 'Net'")]
    [InlineData("var net = Sequential(Linear(4, 1), Sigmoid()); functional.mse_loss([|net.call(x)|], y);", "the sigmoid at the end of 'net'")]
    [InlineData("functional.mse_loss([|new Net().call(x)|], y);", "the sigmoid at the end of 'Net'")]
    [InlineData("functional.binary_cross_entropy([|functional.sigmoid(x)|], y);", "about 17")]
    [InlineData("var p = x.sigmoid(); BCELoss().call([|p.view(-1)|], y);", "binary_cross_entropy_with_logits")]
    [InlineData("BCELoss().forward([|new Net().forward(x)|], y);", "BCELoss over the sigmoid at the end of 'Net'")]
    [InlineData("[|torch.log(functional.softmax(x, 1))|].mean();", "log_softmax")]
    [InlineData("[|x.softmax(1).log()|].mean();", "underflows")]
    [InlineData("var p = x.softmax(1); var l = [|p.log()|];", "log_softmax")]
    [InlineData("functional.nll_loss([|torch.log(Softmax(1).call(x))|], y);", "log_softmax")]
    [InlineData("var p = new Classes().call(x); NLLLoss().call([|torch.log(p)|], y);", "The logarithm of the softmax at the end of 'Classes' is -infinity")]
    [InlineData("var l = [|new Classes().call(x).log()|]; functional.nll_loss(l, y);", "End the model in log_softmax")]
    public async Task SaturatingPairIsFound(string body, string message)
    {
        var finding = await Verify<SaturatingLossRule>.Finding(Code(body));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Theory]
    [InlineData("functional.mse_loss(x, y);")]
    [InlineData("functional.mse_loss(x.tanh(), y);")]
    [InlineData("functional.mse_loss(x, y.sigmoid());")]
    [InlineData("functional.mse_loss(x.sigmoid() * 255, y);")]
    [InlineData("functional.binary_cross_entropy_with_logits(x, y);")]
    [InlineData("functional.binary_cross_entropy(x, y);")]
    [InlineData("functional.binary_cross_entropy(x.softmax(1), y);")]
    [InlineData("x.log_softmax(1).mean();")]
    [InlineData("torch.log(x.softmax(1) + 1e-8).mean();")]
    [InlineData("torch.log(x).softmax(1).mean();")]
    [InlineData("Math.Log(x.softmax(1).sum().item<float>());")]
    [InlineData("functional.l1_loss(x.sigmoid(), y);")]
    [InlineData("var psnr = -10 * Math.Log10(functional.mse_loss(x.sigmoid(), y).item<float>());")]
    [InlineData("functional.mse_loss(new Net().call(x), x.view(-1));")]
    [InlineData("var noisy = (x + 0.1 * randn_like(x)).clamp(0, 1); var restored = new Net().call(noisy); MSELoss().call(restored, x);")]
    [InlineData("var p = new Classes().call(x); var chosen = torch.log(p).gather(1, y); chosen.mean();")]
    [InlineData("functional.nll_loss(torch.log(new Net().call(x)), y);")]
    [InlineData("functional.nll_loss(torch.log(new Classes().call(x) + 1e-8), y);")]
    public async Task HealthyPairIsSilent(string body) => await Verify<SaturatingLossRule>.Findings(Code(body));

    [Theory]
    [InlineData("torch.log(functional.softmax(x, 1)).mean(); // entropy", "functional.log_softmax(x, 1).mean(); // entropy")]
    [InlineData("x.softmax(1).log().mean();", "x.log_softmax(1).mean();")]
    [InlineData("log(softmax(x + 1, dim: 1)).mean();", "(x + 1).log_softmax(dim: 1).mean();")]
    [InlineData("functional.binary_cross_entropy((x - 1).sigmoid( /* share */ ), y);", "functional.binary_cross_entropy_with_logits(x - 1 /* share */, y);")]
    [InlineData("functional.binary_cross_entropy(x.sigmoid(), y);", "functional.binary_cross_entropy_with_logits(x, y);")]
    [InlineData("functional.binary_cross_entropy(torch.sigmoid(x * 2), y, reduction: Reduction.Sum);", "functional.binary_cross_entropy_with_logits(x * 2, y, reduction: Reduction.Sum);")]
    [InlineData("var p = x.sigmoid(); functional.binary_cross_entropy(p.view(-1), y);", "var p = x; functional.binary_cross_entropy_with_logits(p.view(-1), y);")]
    [InlineData("BCELoss().call(torch.sigmoid(x), y);", "BCEWithLogitsLoss().call(x, y);")]
    [InlineData("torch.nn.BCELoss(reduction: Reduction.Sum).forward(x.sigmoid().squeeze(1), y);", "torch.nn.BCEWithLogitsLoss(reduction: Reduction.Sum).forward(x.squeeze(1), y);")]
    [InlineData("BCELoss().call(Sigmoid().call(x * 2), y);", "BCEWithLogitsLoss().call(x * 2, y);")]
    [InlineData("var loss = BCELoss(y); loss.call(x.sigmoid(), y);", "var loss = BCEWithLogitsLoss(y); loss.call(x, y);")]
    [InlineData("BCELoss loss; loss = BCELoss(); var p = x.sigmoid(); loss.call(p, y);", "BCEWithLogitsLoss loss; loss = BCEWithLogitsLoss(); var p = x; loss.call(p, y);")]
    [InlineData("Loss<Tensor, Tensor, Tensor> loss = BCELoss(); for (var i = 0; i < 3; i++) loss.call(x.sigmoid(), y);", "Loss<Tensor, Tensor, Tensor> loss = BCEWithLogitsLoss(); for (var i = 0; i < 3; i++) loss.call(x, y);")]
    [InlineData("var loss = BCELoss(); var sum = loss.call(x.sigmoid(), y) + loss.call((x + 1).sigmoid(), y);", "var loss = BCEWithLogitsLoss(); var sum = loss.call(x, y) + loss.call(x + 1, y);")]
    public async Task FixUsesTheStableForm(string body, string expected) => await VerifyFix<SaturatingLossRule, StableLossFix>.Turns(Code(body), Code(expected));

    [Theory]
    [InlineData("functional.mse_loss(x.sigmoid(), y);")]
    [InlineData("var p = x.softmax(1); p.log();")]
    [InlineData("functional.binary_cross_entropy(new Net().call(x), y);")]
    [InlineData("var p = x.sigmoid(); functional.binary_cross_entropy(p, y); Console.WriteLine(p.gt(0.5));")]
    [InlineData("var loss = BCELoss(); loss.call(x.sigmoid(), y); loss.call(y, y);")]
    [InlineData("var loss = BCELoss(); loss.call(x.sigmoid(), y); Use(loss); void Use(BCELoss other) => other.call(x, y);")]
    [InlineData("var loss = BCELoss(); if (y.shape[0] > 1) loss = Other(); loss.call(x.sigmoid(), y); BCELoss Other() => BCELoss(x);")]
    [InlineData("BCELoss one = BCELoss(), other = BCELoss(); one.call(x.sigmoid(), y); other.call(x, y);")]
    public async Task FixIsNotOfferedWhereMoreThanTheCallWouldChange(string body) => await VerifyFix<SaturatingLossRule, StableLossFix>.IsNotOffered(Code(body));

    [Fact]
    public async Task FixChangesAFieldWithAllItsUses() => await VerifyFix<SaturatingLossRule, StableLossFix>.Turns(
        Trainer("TorchSharp.Modules.BCELoss criterion;", "criterion = BCELoss();", "this.criterion.call(net.call(x).sigmoid(), y)", "criterion.call(sigmoid(net.call(x)), y)"),
        Trainer("TorchSharp.Modules.BCEWithLogitsLoss criterion;", "criterion = BCEWithLogitsLoss();", "this.criterion.call(net.call(x), y)", "criterion.call(net.call(x), y)"));

    [Theory]
    [InlineData("BCELoss criterion;", "criterion = BCELoss();", "criterion.call(net.call(x).sigmoid(), y)", "criterion.call(net.call(x), y)")]
    [InlineData("BCELoss criterion;", "criterion = BCELoss(); Keep(criterion);", "criterion.call(net.call(x).sigmoid(), y)", "criterion.call(net.call(x).sigmoid(), y)")]
    public async Task FixIsNotOfferedForAFieldWithOtherUses(string field, string made, string train, string validate) =>
        await VerifyFix<SaturatingLossRule, StableLossFix>.IsNotOffered(Trainer(field, made, train, validate));

    [Fact]
    public async Task OneModelUnderSeveralLossesIsToldOnce() => await Verify<SaturatingLossRule>.Finding(Code("""
        var (net, bce) = (new Net(), BCELoss());
        var real = bce.call([|net.call(x)|], y);
        var fake = bce.call(net.call(x.detach()), y);
        functional.binary_cross_entropy(net.call(y), y);
        """));

    private static string Trainer(string field, string made, string train, string validate) => $$"""
        class Trainer
        {
            private readonly Linear net = Linear(4, 1);
            private readonly {{field}}
            Trainer() { {{made}} }
            static void Keep(BCELoss loss) => Console.WriteLine(loss);
            Tensor Train(Tensor x, Tensor y) => {{train}};
            Tensor Validate(Tensor x, Tensor y) => {{validate}};
        }
        """;

    private static string Code(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 1);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(x).sigmoid().squeeze(1);
        }
        class Classes : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 3);
            public Classes() : base("classes") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(x).softmax(1);
        }
        static class Training
        {
            static void Run(Tensor x, Tensor y)
            {
                {{body}}
            }
        }
        """;
}
