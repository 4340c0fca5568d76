using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Temporal;

[Example("CRNN: a bidirectional LSTM reads a map column by column, a label for each", 8, 1, 32, 64, IsSeen = true)]
public sealed class TextLineCrnn : Module<Tensor, Tensor>
{
    private readonly Sequential cnn;
    private readonly LSTM lstm;
    private readonly Linear head;

    public TextLineCrnn(int classes = 30) : base("crnn")
    {
        cnn = Sequential(
            Conv2d(1, 32, 3, padding: 1), ReLU(), MaxPool2d(2),
            Conv2d(32, 64, 3, padding: 1), ReLU(), MaxPool2d(2),
            Conv2d(64, 64, 3, padding: 1), BatchNorm2d(64), ReLU());
        lstm = LSTM(64 * 8, 64, bidirectional: true, batchFirst: true);
        head = Linear(128, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var map = cnn.call(x);
        var (b, c, h, w) = (map.shape[0], map.shape[1], map.shape[2], map.shape[3]);
        var columns = map.permute(0, 3, 1, 2).reshape(b, w, c * h);
        return head.call(lstm.call(columns).Item1);
    }
}
