using GradGuard.OfflineTorchSharp.Tests.Peer;
using GradGuard.OfflineTorchSharp.Tests.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;

public class LossNumericsTests(TrainingFigures figures) : IClassFixture<TrainingFigures>
{
    private static readonly Tensor A = Formulas.Numbers([4, 3]);
    private static readonly Tensor B = Formulas.Numbers([4, 3], 2);
    private static readonly Tensor C = Formulas.Numbers([4, 3], 3);
    private static readonly Tensor Classes = tensor(new[] { 2L, 0, 1, 2 });
    private static readonly Tensor Signs = tensor(new[] { 1f, -1, 1, 1 });
    private static readonly Tensor Share = B.sigmoid();
    private static readonly Tensor Weight = tensor(new[] { 0.5f, 1, 2 });

    private static readonly Dictionary<string, Func<Tensor, Reduction, Tensor>> Functions = new()
    {
        ["mse_loss"] = (x, r) => mse_loss(x, B, r),
        ["l1_loss"] = (x, r) => l1_loss(x, B, r),
        ["smooth_l1_loss"] = (x, r) => smooth_l1_loss(x, B, r, 0.5),
        ["huber_loss"] = (x, r) => huber_loss(x, B, 0.5, r),
        ["cross_entropy"] = (x, r) => cross_entropy(x, Classes, Weight, reduction: r, label_smoothing: 0.1),
        ["nll_loss"] = (x, r) => nll_loss(log_softmax(x, 1), Classes, Weight, r),
        ["binary_cross_entropy"] = (x, r) => binary_cross_entropy(x.sigmoid(), Share, Weight, r),
        ["binary_cross_entropy_with_logits"] = (x, r) => binary_cross_entropy_with_logits(x, Share, Weight, r, Weight),
        ["kl_div"] = (x, r) => kl_div(log_softmax(x, 1), log_softmax(B, 1), reduction: r),
        ["soft_margin_loss"] = (x, r) => soft_margin_loss(x, B.sign(), r),
        ["hinge_embedding_loss"] = (x, r) => hinge_embedding_loss(x, B.sign(), 1.5, r),
        ["cosine_embedding_loss"] = (x, r) => cosine_embedding_loss(x, B, Signs, 0.1, r),
        ["margin_ranking_loss"] = (x, r) => margin_ranking_loss(x.select(1, 0), B.select(1, 0), Signs, 0.1, r),
        ["multi_margin_loss"] = (x, r) => multi_margin_loss(x, Classes, 2, 0.7, Weight, r),
        ["multi_label_margin_loss"] = (x, r) => multi_label_margin_loss(x, Labels(), r),
        ["multilabel_soft_margin_loss"] = (x, r) => multilabel_soft_margin_loss(x, (B > 0).to(ScalarType.Float32), Weight, r),
        ["triplet_margin_loss"] = (x, r) => triplet_margin_loss(x, B, C, swap: true, reduction: r),
        ["triplet_margin_with_distance_loss"] =
            (x, r) => triplet_margin_with_distance_loss(x, B, C, (p, q) => (p - q).abs().sum(-1), 0.3, swap: true, reduction: r),
        ["poisson_nll_loss"] = (x, r) => poisson_nll_loss(x, Share, full: true, reduction: r),
        ["gaussian_nll_loss"] = (x, r) => gaussian_nll_loss(x, B, Share, full: true, reduction: r),
        ["ctc_loss"] = (x, r) => ctc_loss(
            log_softmax(x, 1).unsqueeze(1), tensor(new[] { 1L, 2 }).reshape(1, 2), tensor(new[] { 4L }), tensor(new[] { 2L }), reduction: r),
    };

    public static TheoryData<string> Names => new(Functions.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_has_the_value_and_the_gradient_of_PyTorch(string name)
    {
        LoadedTorchSharp.SkipWhereTheRealDiffers(name);
        foreach (var reduction in Enum.GetValues<Reduction>())
        {
            using var input = A.clone().requires_grad_();
            using var loss = Functions[name](input, reduction);
            var figure = $"{name}.{reduction.ToString().ToLowerInvariant()}";
            figures.AssertClose(figure, Elements.Of(loss));
            if (reduction != Reduction.None)
            {
                loss.backward();
                figures.AssertClose($"{figure}.gradient", Elements.Of(input.grad!));
            }
        }
    }

    [Fact]
    public void The_modules_are_the_functions()
    {
        Same(CrossEntropyLoss(Weight), cross_entropy(A, Classes, Weight), A, Classes);
        Same(MSELoss(), mse_loss(A, B), A, B);
        Same(L1Loss(Reduction.Sum), l1_loss(A, B, Reduction.Sum), A, B);
        Same(SmoothL1Loss(beta: 0.5), smooth_l1_loss(A, B, beta: 0.5), A, B);
        Same(HuberLoss(0.5), huber_loss(A, B, 0.5), A, B);
        Same(BCELoss(), binary_cross_entropy(Share, Share), Share, Share);
        Same(BCEWithLogitsLoss(pos_weights: Weight), binary_cross_entropy_with_logits(A, Share, pos_weights: Weight), A, Share);
        Same(KLDivLoss(), kl_div(A, B), A, B);
        Same(NLLLoss(), nll_loss(A, Classes), A, Classes);
        Same(HingeEmbeddingLoss(), hinge_embedding_loss(A, B.sign(), 1), A, B.sign());
        Same(SoftMarginLoss(), soft_margin_loss(A, B.sign()), A, B.sign());
        Same(PoissonNLLLoss(), poisson_nll_loss(A, Share), A, Share);
    }

    [Fact]
    public void Every_loss_calls_itself_Loss()
    {
        Assert.Equal("Loss", MSELoss().GetName());
        Assert.Equal("Loss", CrossEntropyLoss().GetName());
    }

    private static void Same(Module<Tensor, Tensor, Tensor> module, Tensor expected, Tensor input, Tensor target)
    {
        using (module)
        {
            Assert.Equal(Elements.Of(expected), Elements.Of(module.call(input, target)));
        }
    }

    private static Tensor Labels() => tensor(new[] { 2L, -1, 0, 0, 1, -1, 1, -1, -1, 2, 0, 1 }).reshape(4, 3);
}
