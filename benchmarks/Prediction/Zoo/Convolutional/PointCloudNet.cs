using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("PointNet: input transform by a T-Net near identity, shared 1x1 Conv1d, max over points", 16, 3, 64, Objective = Objective.LogLikelihood)]
public class PointCloudNet : Module<Tensor, Tensor>
{
    private readonly STN3d stn;
    private readonly Conv1d conv1, conv2, conv3;
    private readonly BatchNorm1d bn1, bn2, bn3, bn4, bn5;
    private readonly Linear fc1, fc2, fc3;
    private readonly Dropout dropout;

    public PointCloudNet(int k = 8) : base("pointnet_cls")
    {
        stn = new STN3d();
        conv1 = Conv1d(3, 16, 1);
        conv2 = Conv1d(16, 32, 1);
        conv3 = Conv1d(32, 128, 1);
        bn1 = BatchNorm1d(16);
        bn2 = BatchNorm1d(32);
        bn3 = BatchNorm1d(128);
        fc1 = Linear(128, 64);
        fc2 = Linear(64, 32);
        fc3 = Linear(32, k);
        bn4 = BatchNorm1d(64);
        bn5 = BatchNorm1d(32);
        dropout = Dropout(p: 0.3);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var trans = stn.call(x);
        x = x.transpose(2, 1);
        x = torch.bmm(x, trans);
        x = x.transpose(2, 1);
        x = F.relu(bn1.call(conv1.call(x)));
        x = F.relu(bn2.call(conv2.call(x)));
        x = bn3.call(conv3.call(x));
        (x, _) = torch.max(x, 2);
        x = F.relu(bn4.call(fc1.call(x)));
        x = F.relu(bn5.call(dropout.call(fc2.call(x))));
        x = fc3.call(x);
        return F.log_softmax(x, dim: 1);
    }

    public class STN3d : Module<Tensor, Tensor>
    {
        private readonly Conv1d conv1, conv2;
        private readonly Linear fc1, fc2;
        private readonly BatchNorm1d bn1, bn2, bn3;

        public STN3d() : base("stn")
        {
            conv1 = Conv1d(3, 16, 1);
            conv2 = Conv1d(16, 64, 1);
            fc1 = Linear(64, 32);
            fc2 = Linear(32, 9);
            bn1 = BatchNorm1d(16);
            bn2 = BatchNorm1d(64);
            bn3 = BatchNorm1d(32);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var batchsize = x.size(0);
            x = F.relu(bn1.call(conv1.call(x)));
            x = F.relu(bn2.call(conv2.call(x)));
            x = torch.max(x, 2).values;
            x = F.relu(bn3.call(fc1.call(x)));
            x = fc2.call(x);
            var iden = torch.eye(3).view(1, 9).repeat(batchsize, 1);
            x = x + iden;
            return x.view(-1, 3, 3);
        }
    }
}
