namespace GradGuard.OfflineTorchSharp.Tests.Peer;

public sealed class TrainingFigures() : PyTorchFigures("training.py");
