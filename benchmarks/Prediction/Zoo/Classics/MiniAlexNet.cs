using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Classics;

[Example("AlexNet in small", 16, 3, 64, 64)]
internal sealed class MiniAlexNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features, avgpool, classifier;

    public MiniAlexNet(int numClasses = 12) : base(nameof(MiniAlexNet))
    {
        features = Sequential(
            ("c1", Conv2d(3, 16, kernel_size: 7, stride: 2, padding: 2)),
            ("r1", ReLU(inplace: true)),
            ("lrn1", LocalResponseNorm(5, alpha: 1e-4, beta: 0.75, k: 2)),
            ("p1", MaxPool2d(kernel_size: 3, stride: 2)),
            ("c2", Conv2d(16, 48, kernel_size: 5, padding: 2)),
            ("r2", ReLU(inplace: true)),
            ("p2", MaxPool2d(kernel_size: 3, stride: 2)),
            ("c3", Conv2d(48, 64, kernel_size: 3, padding: 1)),
            ("r3", ReLU(inplace: true)),
            ("c4", Conv2d(64, 48, kernel_size: 3, padding: 1)),
            ("r4", ReLU(inplace: true)),
            ("p3", MaxPool2d(kernel_size: 3, stride: 2)));

        avgpool = AdaptiveAvgPool2d(new long[] { 2, 2 });

        classifier = Sequential(
            ("d1", Dropout()),
            ("l1", Linear(48 * 2 * 2, 96)),
            ("r5", ReLU(inplace: true)),
            ("d2", Dropout()),
            ("l2", Linear(96, 96)),
            ("r6", ReLU(inplace: true)),
            ("l3", Linear(96, numClasses)));

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var f = features.call(input);
        var avg = avgpool.call(f);
        var x = avg.view(new long[] { avg.shape[0], 48 * 2 * 2 });
        return classifier.call(x);
    }
}
