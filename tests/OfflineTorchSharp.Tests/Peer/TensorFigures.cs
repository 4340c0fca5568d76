namespace GradGuard.OfflineTorchSharp.Tests.Peer;

public sealed class TensorFigures() : PyTorchFigures("tensors.py");
