using TorchSharp;
using TorchSharp.Modules;
using static GradGuard.OfflineTorchSharp.Tests.Modules.Numerics.Formulas;
using static GradGuard.OfflineTorchSharp.Tests.Modules.Numerics.LayerCase;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;

/// <summary>The feed-forward layers, under the names of Peer/layers.py.</summary>
internal static class LayerCases
{
    public static readonly Dictionary<string, LayerCase> All = new()
    {
        ["Linear"] = Of(() => Linear(4, 3), Flat),
        ["Linear without bias"] = Of(() => Linear(4, 3, hasBias: false), Flat),
        ["Bilinear"] = Of(() => Bilinear(4, 4, 2), (layer, x) => [layer.call(x[0], x[1])], Numbers(Flat), Numbers(Flat, 2)),

        ["Conv1d"] = Of(() => Conv1d(4, 6, 3, stride: 2, padding: 1, dilation: 1, groups: 2), Line),
        ["Conv1d same"] = Of(() => Conv1d(4, 6, 4, Padding.Same), Line),
        ["Conv2d"] = Of(() => Conv2d(4, 6, (3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2)), Image),
        ["Conv2d reflect"] = Of(() => Conv2d(4, 3, 3, padding: 1, padding_mode: PaddingModes.Reflect), Image),
        ["Conv2d circular"] = Of(() => Conv2d(4, 3, (3, 3), padding: (2, 1), padding_mode: PaddingModes.Circular), Image),
        ["Conv2d replicate same"] = Of(() => Conv2d(4, 3, (2, 4), Padding.Same, padding_mode: PaddingModes.Replicate), Image),
        ["Conv3d"] = Of(() => Conv3d(4, 2, 2), Volume),
        ["ConvTranspose1d"] = Of(() => ConvTranspose1d(4, 6, 3, stride: 2, padding: 1, output_padding: 1, groups: 2), Line),
        ["ConvTranspose2d"] = Of(() => ConvTranspose2d(4, 3, (2, 3), stride: (2, 2)), Image),
        ["ConvTranspose3d"] = Of(() => ConvTranspose3d(4, 2, 2, stride: 2), Volume),

        ["BatchNorm1d"] = Of(() => BatchNorm1d(4), Flat),
        ["BatchNorm2d"] = Of(() => BatchNorm2d(4, momentum: 0.3), Image),
        ["BatchNorm3d"] = Of(() => BatchNorm3d(4, affine: false), Volume),
        ["BatchNorm2d evaluated"] = Of(() => Evaluated(BatchNorm2d(4)), Image),
        ["BatchNorm1d without statistics"] = Of(() => Evaluated(BatchNorm1d(4, track_running_stats: false)), Line),
        ["InstanceNorm1d"] = Of(() => InstanceNorm1d(4), Line),
        ["InstanceNorm2d"] = Of(() => InstanceNorm2d(4, affine: true, track_running_stats: true), Image),
        ["InstanceNorm3d"] = Of(() => InstanceNorm3d(4), Volume),
        ["LayerNorm"] = Of(() => LayerNorm(4), Flat),
        ["LayerNorm of two dimensions"] = Of(() => LayerNorm([5, 6]), Image),
        ["GroupNorm"] = Of(() => GroupNorm(2, 4), Image),
        ["LocalResponseNorm"] = Of(() => LocalResponseNorm(3, alpha: 0.1, k: 2), Image),

        ["MaxPool1d"] = Of(() => MaxPool1d(3, 2, padding: 1), Line),
        ["MaxPool2d"] = Of(() => MaxPool2d((2, 3), stride: (1, 2), ceil_mode: true), Image),
        ["MaxPool3d"] = Of(() => MaxPool3d(2), Volume),
        ["MaxUnpool2d"] = Of(() => MaxUnpool2d(2), (layer, x) => [Unpooled(layer, x[0])], Numbers([2, 4, 4, 6])),
        ["AvgPool1d"] = Of(() => AvgPool1d(3, 2, 1), Line),
        ["AvgPool2d"] = Of(() => AvgPool2d(3, 2, 1, count_include_pad: false), Image),
        ["AvgPool3d"] = Of(() => AvgPool3d((2, 2, 2)), Volume),
        ["AdaptiveAvgPool1d"] = Of(() => AdaptiveAvgPool1d(4), Line),
        ["AdaptiveAvgPool2d"] = Of(() => AdaptiveAvgPool2d((2, 3)), Image),
        ["AdaptiveAvgPool3d"] = Of(() => AdaptiveAvgPool3d(2), Volume),
        ["AdaptiveMaxPool1d"] = Of(() => AdaptiveMaxPool1d(4), Line),
        ["AdaptiveMaxPool2d"] = Of(() => AdaptiveMaxPool2d([2, 3]), Image),
        ["AdaptiveMaxPool3d"] = Of(() => AdaptiveMaxPool3d([1, 2, 2]), Volume),
        ["LPPool1d"] = Of(() => LPPool1d(2, 2), (layer, x) => [layer.call(x[0])], Numbers(Line) + 2),
        ["LPPool2d"] = Of(() => LPPool2d(3, [2, 2]), (layer, x) => [layer.call(x[0])], Numbers(Image) + 2),

        ["Flatten"] = Of(() => Flatten(), Image),
        ["Unflatten"] = Of(() => Unflatten(1, [2, 2]), Line),
        ["PixelShuffle"] = Of(() => PixelShuffle(2), Image),
        ["PixelUnshuffle"] = Of(() => PixelUnshuffle(2), 1, 2, 4, 6),
        ["Unfold"] = Of(() => Unfold(2), Image),
        ["Fold"] = Of(() => Fold(3, 2), 2, 4, 4),
        ["Upsample nearest"] = Of(() => Upsample(scale_factor: [2, 2]), Image),
        ["Upsample bilinear"] = Of(() => Upsample(size: [7, 9], mode: UpsampleMode.Bilinear, align_corners: true), Image),
        ["grid_sample"] = Of(
            () => Identity(),
            (_, x) => [functional.grid_sample(x[0], x[1], padding_mode: GridSamplePaddingMode.Border, align_corners: true)],
            Numbers(Image),
            Numbers([2, 3, 3, 2], 2) * 0.8),
        ["affine_grid"] = Of(() => Identity(), (_, x) => [functional.affine_grid(x[0], [2, 4, 3, 5])], Numbers([2, 2, 3])),
        ["ReflectionPad2d"] = Of(() => ReflectionPad2d((1, 2, 0, 1)), Image),
        ["ReplicationPad1d"] = Of(() => ReplicationPad1d(2), Line),
        ["ConstantPad2d"] = Of(() => ConstantPad2d(1, 2.5), Image),
        ["ZeroPad2d"] = Of(() => ZeroPad2d((0, 1, 2, 3)), Image),
        ["CosineSimilarity"] = Of(() => CosineSimilarity(), (layer, x) => [layer.call(x[0], x[1])], Numbers(Flat), Numbers(Flat, 2)),
        ["PairwiseDistance"] = Of(() => PairwiseDistance(), (layer, x) => [layer.call(x[0], x[1])], Numbers(Flat), Numbers(Flat, 2)),
    };

    private static Tensor Unpooled(MaxUnpool2d layer, Tensor input)
    {
        var (values, indices) = MaxPool2d(2).forward_with_indices(input);
        return layer.call(values, indices);
    }

    private static T Evaluated<T>(T layer)
        where T : Module
    {
        layer.eval();
        return layer;
    }
}
