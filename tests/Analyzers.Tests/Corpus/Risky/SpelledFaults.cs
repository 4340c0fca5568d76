// Training programs with one fault each, in spellings of many hands.
namespace SoftmaxInForward
{
    class Net : Module<Tensor, Tensor>
    {
        private readonly Linear a, b;
        public Net() : base("n") { a = Linear(10, 20); b = Linear(20, 3); RegisterComponents(); }
        public override Tensor forward(Tensor x)
        {
            x = a.forward(x);
            x = functional.relu(x);
            x = b.forward(x);
            return functional.softmax(x, dim: 1);
        }
    }
    class Trainer
    {
        private readonly Net net = new();
        private readonly Loss<Tensor, Tensor, Tensor> criterion = CrossEntropyLoss();
        public void Run(IEnumerable<(Tensor x, Tensor y)> d)
        {
            var o = optim.Adam(net.parameters());
            foreach (var (x, y) in d)
            {
                o.zero_grad();
                var output = net.forward(x);
                var loss = criterion.forward(output, y); // expect GG0501 warning
                loss.backward();
                nn.utils.clip_grad_norm_(net.parameters(), 1.0);
                o.step();
            }
        }
    }
}

namespace LossApart
{
    class Net : Module<Tensor, Tensor>
    {
        private readonly Sequential stack;
        public Net(int c) : base("net")
        {
            var layers = new List<Module<Tensor, Tensor>> { Linear(8, 32), ReLU(), Linear(32, c), Softmax(dim: 1) };
            stack = Sequential(layers);
            RegisterComponents();
        }
        public override Tensor forward(Tensor x) => stack.call(x);
    }
    class L
    {
        private static Tensor Criterion(Tensor pred, Tensor target) => functional.cross_entropy(pred, target); // expect GG0501 warning
        public static void Run(List<(Tensor x, Tensor y)> d)
        {
            var m = new Net(4);
            var o = optim.SGD(m.parameters(), 0.1);
            foreach (var (x, y) in d)
            {
                o.zero_grad();
                var l = Criterion(m.call(x), y);
                l.backward();
                nn.utils.clip_grad_norm_(m.parameters(), 1.0);
                o.step();
            }
        }
    }
}

namespace GenericTrainer
{
    class Net : Module<Tensor, Tensor>
    {
        private readonly Linear a = Linear(8, 1);
        public Net() : base("net") => RegisterComponents();
        public override Tensor forward(Tensor x) { var z = a.call(x); var p = torch.sigmoid(z); return p; }
    }
    class Trainer<T>(T model) where T : Module<Tensor, Tensor>
    {
        public void Fit(List<(Tensor x, Tensor y)> d)
        {
            var o = optim.SGD(model.parameters(), 0.1);
            foreach (var (x, y) in d)
            {
                o.zero_grad();
                var l = functional.binary_cross_entropy_with_logits(model.call(x), y); // expect GG0501 warning
                l.backward();
                nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                o.step();
            }
        }
    }
    static class P { static void Main4() => new Trainer<Net>(new Net()).Fit([]); }
}

namespace ZeroedOnceAnEpoch
{
    class L
    {
        public static void Run(Module<Tensor, Tensor> m, List<(Tensor x, Tensor y)> d)
        {
            var o = optim.SGD(m.parameters(), 0.1);
            for (int e = 0; e < 10; e++)
            {
                o.zero_grad();
                foreach (var (x, y) in d)
                {
                    functional.mse_loss(m.call(x), y).backward();
                    nn.utils.clip_grad_norm_(m.parameters(), 1.0);
                    o.step(); // expect GG0405 warning
                }
            }
        }
    }
}

namespace Supplied
{
    class L
    {
        private readonly Module<Tensor, Tensor> m; private readonly optim.Optimizer o; private bool stop;
        public L(Module<Tensor, Tensor> m) { this.m = m; o = optim.Adam(this.m.parameters()); }
        public void Run(Func<(Tensor x, Tensor y)> next)
        {
            while (!stop)
            {
                var (x, y) = next();
                Tensor l = functional.mse_loss(m.call(x), y);
                try { l.backward(); nn.utils.clip_grad_norm_(m.parameters(), 1.0); o.step(); } // expect GG0405 warning
                catch (Exception e) { Console.WriteLine(e); stop = true; }
            }
        }
    }
}

namespace GivenGan
{
    class T
    {
        public void Train(Module<Tensor, Tensor> G, Module<Tensor, Tensor> D, IEnumerable<Tensor> data)
        {
            var gOpt = optim.Adam(G.parameters(), 2e-4); var dOpt = optim.Adam(D.parameters(), 2e-4);
            foreach (var real in data)
            {
                dOpt.zero_grad();
                var fake = G.call(randn(real.shape[0], 100));
                var dLoss = functional.binary_cross_entropy_with_logits(D.call(real), ones(real.shape[0], 1)) + functional.binary_cross_entropy_with_logits(D.call(fake.detach()), zeros(real.shape[0], 1));
                dLoss.backward();
                dOpt.step(); // expect GG0401 info
                var gLoss = functional.binary_cross_entropy_with_logits(D.call(fake), ones(real.shape[0], 1));
                gLoss.backward();
                gOpt.step(); // expect GG0405 warning // expect GG0401 info
            }
        }
    }
}

namespace OtherClip
{
    class Gen() : Net("g"); class Dis() : Net("d");
    class Net : Module<Tensor, Tensor>
    {
        readonly Linear l = Linear(8, 8);
        public Net(string n) : base(n) => RegisterComponents();
        public override Tensor forward(Tensor x) => l.call(x);
    }
    class T
    {
        public void Train(IEnumerable<Tensor> d)
        {
            var g = new Gen(); var dis = new Dis();
            var og = optim.Adam(g.parameters(), 1e-4); var od = optim.Adam(dis.parameters(), 1e-4);
            foreach (var x in d)
            {
                od.zero_grad();
                var ld = (dis.call(g.call(randn(8, 8)).detach()) - dis.call(x)).mean();
                ld.backward();
                nn.utils.clip_grad_norm_(g.parameters(), 1.0); // expect GG0402 warning
                od.step();
                og.zero_grad();
                var lg = -dis.call(g.call(randn(8, 8))).mean();
                lg.backward();
                nn.utils.clip_grad_norm_(g.parameters(), 1.0);
                og.step();
            }
        }
    }
}

namespace Leaf
{
    class T
    {
        public void Train(IEnumerable<(Tensor x, Tensor y)> d)
        {
            var net = Sequential(Linear(4, 8), ReLU(), Linear(8, 1));
            var o = optim.Adam(net.parameters());
            foreach (var (x, y) in d)
            {
                o.zero_grad();
                var pred = net.call(x).detach(); // expect GG0602 warning
                var loss = functional.mse_loss(pred, y).requires_grad_();
                loss.backward();
                nn.utils.clip_grad_norm_(net.parameters(), 1.0);
                o.step();
            }
        }
    }
}

namespace Sum
{
    class L
    {
        public static void Run(List<(Tensor x, Tensor y)> d)
        {
            var m = Sequential(Linear(2, 8), Tanh(), Linear(8, 1));
            var o = optim.SGD(m.parameters(), 0.1);
            for (int e = 0; e < 10; e++)
            {
                float total = 0;
                foreach (var (x, y) in d) total += functional.mse_loss(m.call(x), y).item<float>(); // expect GG0602 warning
                o.zero_grad();
                var l = torch.tensor(total).requires_grad_(); 
                l.backward();
                nn.utils.clip_grad_norm_(m.parameters(), 1.0);
                o.step();
            }
        }
    }
}

namespace Evaluated
{
    class Net : Module<Tensor, Tensor>
    {
        private readonly Sequential s = Sequential(Linear(8, 32), BatchNorm1d(32), ReLU(), Linear(32, 2));
        public Net() : base("net") => RegisterComponents();
        public override Tensor forward(Tensor x) => s.call(x);
    }
    class Trainer
    {
        private readonly Net net = new(); private readonly optim.Optimizer o;
        public Trainer() { o = optim.Adam(net.parameters()); }
        public void Fit(List<(Tensor x, Tensor y)> d, List<(Tensor x, Tensor y)> v)
        {
            net.train();
            for (int e = 0; e < 10; e++)
            {
                TrainEpoch(d);
                Console.WriteLine(Validate(v));
            }
        }
        private void TrainEpoch(List<(Tensor x, Tensor y)> d)
        {
            foreach (var (x, y) in d)
            {
                o.zero_grad();
                functional.cross_entropy(net.call(x), y).backward();
                nn.utils.clip_grad_norm_(net.parameters(), 1.0);
                o.step();
            }
        }
        private double Validate(List<(Tensor x, Tensor y)> v)
        {
            net.eval(); // expect GG0605 warning
            using var _ = no_grad();
            return v.Average(b => functional.cross_entropy(net.call(b.x), b.y).item<float>());
        }
    }
}

namespace LateLayer
{
    class Opt : Module<Tensor, Tensor>
    {
        private readonly Linear a = Linear(8, 8);
        private Linear? extra; // expect GG0601 warning
        public Opt(bool deep) : base("opt")
        {
            RegisterComponents();
            if (deep) extra = Linear(8, 8);
        }
        public override Tensor forward(Tensor x) { x = a.call(x).relu(); return extra is null ? x : extra.call(x); }
    }
}
