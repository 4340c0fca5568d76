using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Three convolutions side by side, concatenated, twice", 64, 3, 16, 16)]
public class InceptionBranches : Module<Tensor, Tensor>
{
    private readonly Inception first = new(3), second = new(24);
    private readonly Linear classify = Linear(24, 10);

    public InceptionBranches() : base("inception") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = first.call(x);
        x = functional.max_pool2d(x, 2);
        x = second.call(x);
        x = functional.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1);
        return classify.call(x);
    }

    private class Inception : Module<Tensor, Tensor>
    {
        private readonly Conv2d one, three, five;

        public Inception(int channels) : base("branches")
        {
            one = Conv2d(channels, 8, 1);
            three = Conv2d(channels, 8, 3, padding: 1);
            five = Conv2d(channels, 8, 5, padding: 2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var outputs = new List<Tensor> { one.call(x), three.call(x), five.call(x) };
            return cat(outputs, 1).relu();
        }
    }
}
