using GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;
using GradGuard.OfflineTorchSharp.Tests.Peer;
using GradGuard.OfflineTorchSharp.Tests.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace GradGuard.OfflineTorchSharp.Tests.Optimizers;

public class OptimizerNumericsTests(TrainingFigures figures) : IClassFixture<TrainingFigures>
{
    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, Optimizer>> Optimizers = new()
    {
        ["SGD"] = p => SGD(p, 0.1),
        ["SGD momentum"] = p => SGD(p, 0.1, momentum: 0.9, dampening: 0.2, weight_decay: 0.3),
        ["SGD nesterov"] = p => SGD(p, 0.1, momentum: 0.9, nesterov: true),
        ["SGD maximize"] = p => SGD(p, 0.1, maximize: true),
        ["Adam"] = p => Adam(p, 0.1, 0.8, 0.95),
        ["Adam amsgrad"] = p => Adam(p, 0.1, weight_decay: 0.3, amsgrad: true, maximize: true),
        ["AdamW"] = p => AdamW(p, 0.1, weight_decay: 0.3),
        ["AdamW amsgrad"] = p => AdamW(p, 0.1, weight_decay: 0.3, amsgrad: true),
        ["RMSProp"] = p => RMSProp(p, 0.1),
        ["RMSProp centered"] = p => RMSProp(p, 0.1, weight_decay: 0.3, momentum: 0.9, centered: true),
        ["Adagrad"] = p => Adagrad(p, 0.1, lr_decay: 0.2, weight_decay: 0.3, initial_accumulator_value: 0.5),
        ["Adadelta"] = p => Adadelta(p, 0.7, weight_decay: 0.3),
        ["Adamax"] = p => Adamax(p, 0.1, weight_decay: 0.3),
        ["NAdam"] = p => NAdam(p, 0.1, weight_decay: 0.3),
        ["RAdam"] = p => RAdam(p, 0.1, weight_decay: 0.3),
    };

    public static TheoryData<string> Names => new(Optimizers.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Five_steps_lead_where_PyTorch_goes(string name)
    {
        using var parameter = new Parameter(Formulas.Numbers([2, 3]));
        using var optimizer = Optimizers[name]([parameter]);
        for (var step = 0; step < 5; step++)
        {
            using var grad = Formulas.Numbers([2, 3], step + 2);
            parameter.grad = grad;
            optimizer.step();
        }

        figures.AssertClose(name, Elements.Of(parameter));
    }
}
