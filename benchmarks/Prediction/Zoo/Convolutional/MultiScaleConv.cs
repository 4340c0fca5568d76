using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Parallel Conv1d of three kernel sizes, concatenated, max over time (TextCNN)", 64, 24, Vocabulary = 120)]
public class MultiScaleConv : Module<Tensor, Tensor>
{
    private readonly Embedding embedding = Embedding(120, 32);
    private readonly ModuleList<Conv1d> convs = ModuleList(Conv1d(32, 20, 3, padding: 1), Conv1d(32, 20, 5, padding: 2), Conv1d(32, 20, 7, padding: 3));
    private readonly Dropout dropout = Dropout(0.3);
    private readonly Linear fc = Linear(60, 4);

    public MultiScaleConv() : base("textcnn") => RegisterComponents();

    public override Tensor forward(Tensor tokens)
    {
        var x = embedding.call(tokens).transpose(1, 2);
        var features = convs.Select(conv => F.relu(conv.call(x)).amax(new long[] { 2 })).ToList();
        return fc.call(dropout.call(cat(features, 1)));
    }
}
