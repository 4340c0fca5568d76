namespace GradGuard.OfflineTorchSharp.Tests.Peer;

public sealed class LayerFigures() : PyTorchFigures("layers.py");
