using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Grouped Conv2d + tanh, kaiming_normal_ in a loop over modules()", 64, 8, 16, 16)]
public class GroupedConv : Module<Tensor, Tensor>
{
    private readonly Conv2d g1 = Conv2d(8, 32, 3, padding: 1, groups: 4);
    private readonly Conv2d g2 = Conv2d(32, 32, 3, padding: 1, groups: 8);
    private readonly Conv2d g3 = Conv2d(32, 16, 3, padding: 1, groups: 2);
    private readonly Linear out1 = Linear(16 * 16 * 16, 10);

    public GroupedConv() : base("grouped")
    {
        RegisterComponents();
        foreach (var m in modules())
        {
            switch (m)
            {
                case Conv2d conv:
                    init.kaiming_normal_(conv.weight);
                    break;
                case Linear linear:
                    init.xavier_normal_(linear.weight);
                    break;
            }
        }
    }

    public override Tensor forward(Tensor x)
    {
        x = g1.call(x).tanh();
        x = g2.call(x).tanh();
        x = g3.call(x).tanh();
        return out1.call(x.reshape(x.shape[0], -1));
    }
}
