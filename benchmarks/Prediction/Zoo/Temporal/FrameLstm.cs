using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Temporal;

[Example("Convolutions over each frame of a clip, whose maps an LSTM reads frame by frame", 8, 10, 3, 24, 24, IsSeen = true)]
public sealed class FrameLstm : Module<Tensor, Tensor>
{
    private readonly Sequential cnn;
    private readonly LSTM lstm;
    private readonly Linear head;

    public FrameLstm(int classes = 6) : base("frames")
    {
        cnn = Sequential(Conv2d(3, 16, 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(16, 32, 3, padding: 1), ReLU(), MaxPool2d(2));
        lstm = LSTM(32 * 6 * 6, 64, batchFirst: true);
        head = Linear(64, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor clips)
    {
        var (b, t) = (clips.shape[0], clips.shape[1]);
        var frames = clips.view(b * t, clips.shape[2], clips.shape[3], clips.shape[4]);
        var features = cnn.call(frames).view(b, t, -1);
        var (states, _, _) = lstm.call(features);
        return head.call(states.select(1, -1));
    }
}
