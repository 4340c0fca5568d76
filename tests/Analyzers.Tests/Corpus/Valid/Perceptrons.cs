// Plain networks that are shallow enough, or initialised or normalized well enough.
var shallow = Sequential(
    ("fc1", Linear(784, 128)), ("sigmoid", Sigmoid()),
    ("fc2", Linear(128, 10)));

var tanh = Sequential(Linear(2, 16), Tanh(), Linear(16, 16), Tanh(), Linear(16, 1));

var deep = Sequential();
for (var i = 0; i < 12; i++)
{
    deep.append(Linear(64, 64));
    deep.append(ReLU());
}

deep.append(Linear(64, 1));
foreach (var module in deep.modules())
{
    if (module is Linear linear)
    {
        init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
        init.zeros_(linear.bias);
    }
}

var normalized = Sequential(Enumerable.Range(0, 6).SelectMany(_ => new Module<Tensor, Tensor>[] { Linear(64, 64), BatchNorm1d(64), Sigmoid() }).Append(Linear(64, 1)));
Console.WriteLine($"{shallow} {tanh} {deep} {normalized}");
