// Throws where libtorch, or what it needs of the system (a C++ runtime as new as the package's), does not load.
using var tensor = TorchSharp.torch.zeros(1);
