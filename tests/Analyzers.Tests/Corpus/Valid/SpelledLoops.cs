// Correct training loops in spellings of many hands.
namespace BaseClassTrainer
{
    public abstract class TrainerBase<TModel> where TModel : nn.Module<Tensor, Tensor>
    {
        protected readonly TModel Model;
        protected readonly optim.Optimizer Optimizer;
        protected TrainerBase(TModel model, optim.Optimizer optimizer) { Model = model; Optimizer = optimizer; }
        protected virtual void BeforeStep() => Optimizer.zero_grad();
        protected abstract Tensor Loss(Tensor x, Tensor y);
        protected virtual void AfterBackward() => nn.utils.clip_grad_norm_(Model.parameters(), 1.0);

        public double Run(IEnumerable<(Tensor, Tensor)> data)
        {
            Model.train();
            double total = 0;
            foreach (var (x, y) in data)
            {
                using var scope = NewDisposeScope();
                BeforeStep();
                var loss = Loss(x, y);
                loss.backward();
                AfterBackward();
                Optimizer.step();
                total += loss.ToSingle();
            }
            return total;
        }
    }

    public sealed class ClassifierTrainer(nn.Module<Tensor, Tensor> model) : TrainerBase<nn.Module<Tensor, Tensor>>(model, optim.Adam(model.parameters()))
    {
        protected override Tensor Loss(Tensor x, Tensor y) => nn.functional.cross_entropy(Model.call(x), y);
    }
}

namespace OwnClipping
{
    static class GradientExtensions
    {
        public static double ClipNorm(this IEnumerable<Parameter> ps, double max)
        {
            using var _ = no_grad();
            double sq = 0;
            foreach (var p in ps) if (p.grad is { } g) sq += g.pow(2).sum().item<float>();
            var norm = Math.Sqrt(sq);
            if (norm > max)
                foreach (var p in ps) p.grad?.mul_(max / (norm + 1e-6));
            return norm;
        }
        public static void Step(this optim.Optimizer o, nn.Module m, Tensor loss)
        {
            o.zero_grad();
            loss.backward();
            m.parameters().ClipNorm(1.0);
            o.step();
        }
    }

    class UseIt
    {
        void Loop(nn.Module<Tensor, Tensor> m, Tensor x, Tensor y)
        {
            var o = optim.Adagrad(m.parameters());
            for (int i = 0; i < 100; i++) o.Step(m, nn.functional.l1_loss(m.call(x), y));
        }
    }
}

namespace Steps
{
    interface IStep { void Do(Tensor loss); }
    sealed class PlainStep(optim.Optimizer o, nn.Module m) : IStep
    {
        public void Do(Tensor loss) { o.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(m.parameters(), 1.0); o.step(); }
    }
    sealed class AccumulatingStep(optim.Optimizer o, nn.Module m, int every) : IStep
    {
        private int n;
        public void Do(Tensor loss)
        {
            (loss / every).backward();
            if (++n % every != 0) return;
            nn.utils.clip_grad_norm_(m.parameters(), 1.0);
            o.step();
            o.zero_grad();
        }
    }
    class Driver
    {
        public void Run(nn.Module<Tensor, Tensor> m, IStep step, IEnumerable<(Tensor, Tensor)> data)
        {
            m.train();
            foreach (var (x, y) in data) step.Do(nn.functional.mse_loss(m.call(x), y));
        }
    }
}

namespace WarmedOptimizer
{
    class ScheduledOptim
    {
        private readonly optim.Optimizer inner; private readonly double dModel; private readonly int warmup; private int n;
        public ScheduledOptim(optim.Optimizer inner, double dModel, int warmup) { this.inner = inner; this.dModel = dModel; this.warmup = warmup; }
        public void ZeroGrad() => inner.zero_grad();
        public void StepAndUpdateLr()
        {
            n++;
            var lr = Math.Pow(dModel, -0.5) * Math.Min(Math.Pow(n, -0.5), n * Math.Pow(warmup, -1.5));
            foreach (var g in inner.ParamGroups) g.LearningRate = lr;
            inner.step();
        }
    }
    class Loop
    {
        public static void Run(Module<Tensor, Tensor> model, DataLoader data)
        {
            var opt = new ScheduledOptim(optim.Adam(model.parameters(), 1e-9, 0.9, 0.98), 512, 4000);
            foreach (var b in data)
            {
                opt.ZeroGrad();
                functional.cross_entropy(model.call(b["x"]), b["y"], ignore_index: 0).backward();
                nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                opt.StepAndUpdateLr();
            }
        }
    }
}

namespace Validation
{
    sealed class EvalScope : IDisposable
    {
        private readonly nn.Module module; private readonly bool was; private readonly IDisposable off;
        public EvalScope(nn.Module module) { this.module = module; was = module.training; module.eval(); off = no_grad(); }
        public void Dispose() { off.Dispose(); module.train(was); }
    }
    class Loop
    {
        static double Validate(Module<Tensor, Tensor> m, DataLoader data)
        {
            var was = m.training;
            m.eval();
            try { using var _ = no_grad(); double s = 0; foreach (var b in data) s += functional.mse_loss(m.call(b["x"]), b["y"]).item<float>(); return s; }
            finally { m.train(was); }
        }
        static double Validate2(Module<Tensor, Tensor> m, DataLoader data)
        {
            using var scope = new EvalScope(m);
            double s = 0; foreach (var b in data) s += functional.mse_loss(m.call(b["x"]), b["y"]).item<float>(); return s;
        }
        public static void Run(Module<Tensor, Tensor> m, DataLoader data, DataLoader val)
        {
            var opt = optim.Adam(m.parameters());
            m.train();
            for (int e = 0; e < 10; e++)
            {
                foreach (var b in data)
                {
                    opt.zero_grad();
                    functional.mse_loss(m.call(b["x"]), b["y"]).backward();
                    nn.utils.clip_grad_norm_(m.parameters(), 1.0);
                    opt.step();
                }
                Console.WriteLine(Validate(m, val) + Validate2(m, val));
            }
        }
    }
}

namespace Lightning
{
    abstract class LightningModule : Module<Tensor, Tensor>
    {
        protected LightningModule(string n) : base(n) { }
        public abstract Tensor TrainingStep((Tensor x, Tensor y) batch, int i);
        public abstract optim.Optimizer ConfigureOptimizers();
        public virtual void OnBeforeStep(optim.Optimizer o) => nn.utils.clip_grad_norm_(parameters(), 1.0);
    }
    class LitMnist : LightningModule
    {
        private readonly Sequential net;
        public LitMnist() : base("lit") { net = Sequential(Flatten(), Linear(784, 64), ReLU(), Linear(64, 10)); RegisterComponents(); }
        public override Tensor forward(Tensor x) => net.call(x);
        public override Tensor TrainingStep((Tensor x, Tensor y) b, int i) => functional.cross_entropy(call(b.x), b.y);
        public override optim.Optimizer ConfigureOptimizers() => optim.Adam(parameters(), 1e-3);
    }
    class Trainer(int maxEpochs)
    {
        public void Fit(LightningModule module, IEnumerable<(Tensor, Tensor)> loader)
        {
            var opt = module.ConfigureOptimizers();
            for (int e = 0; e < maxEpochs; e++)
            {
                module.train();
                int i = 0;
                foreach (var batch in loader)
                {
                    opt.zero_grad();
                    var loss = module.TrainingStep(batch, i++);
                    loss.backward();
                    module.OnBeforeStep(opt);
                    opt.step();
                }
                module.eval();
            }
        }
    }
    static class P { static void Main3() => new Trainer(5).Fit(new LitMnist(), []); }
}

namespace Ddpg
{
    class Q : Module<Tensor, Tensor, Tensor>
    {
        private readonly Linear a = Linear(6, 64), b = Linear(64, 1);
        public Q() : base("q") => RegisterComponents();
        public override Tensor forward(Tensor s, Tensor u) => b.call(a.call(cat([s, u], 1)).relu());
    }
    class Ddpg
    {
        readonly Q q = new(), qt = new(); readonly Module<Tensor, Tensor> pi, pit; readonly optim.Optimizer qo, po;
        public Ddpg(Func<Module<Tensor, Tensor>> make)
        {
            pi = make(); pit = make();
            qt.load_state_dict(q.state_dict()); pit.load_state_dict(pi.state_dict());
            qo = optim.Adam(q.parameters(), 1e-3); po = optim.Adam(pi.parameters(), 1e-4);
        }
        public void Learn(Tensor s, Tensor a, Tensor r, Tensor s2, Tensor d)
        {
            var y = (r + 0.99 * (1 - d) * qt.call(s2, pit.call(s2))).detach();
            var ql = functional.mse_loss(q.call(s, a), y);
            qo.zero_grad(); ql.backward(); nn.utils.clip_grad_norm_(q.parameters(), 1); qo.step();
            foreach (var p in q.parameters()) p.requires_grad_(false);
            var pl = -q.call(s, pi.call(s)).mean();
            po.zero_grad(); pl.backward(); nn.utils.clip_grad_norm_(pi.parameters(), 1); po.step();
            foreach (var p in q.parameters()) p.requires_grad_(true);
            Soft(q, qt); Soft(pi, pit);
        }
        static void Soft(nn.Module from, nn.Module to, double tau = 0.005)
        {
            using var _ = no_grad();
            foreach (var (a, b) in to.parameters().Zip(from.parameters())) a.copy_((1 - tau) * a + tau * b);
        }
    }
}

namespace MicroBatches
{
    class Loop
    {
        public static void Run(Module<Tensor, Tensor> m, IEnumerable<(Tensor x, Tensor y)[]> groups)
        {
            var opt = optim.Adam(m.parameters());
            foreach (var g in groups)
            {
                opt.zero_grad();
                foreach (var (x, y) in g) (functional.mse_loss(m.call(x), y) / g.Length).backward();
                nn.utils.clip_grad_norm_(m.parameters(), 1.0);
                opt.step();
            }
        }
        public static void Run2(Module<Tensor, Tensor> m, IEnumerable<(Tensor x, Tensor y)> data, int n)
        {
            var opt = optim.Adam(m.parameters()); int k = 0;
            foreach (var (x, y) in data)
            {
                if (k % n == 0) opt.zero_grad();
                (functional.mse_loss(m.call(x), y) / n).backward();
                k++;
                if (k % n != 0) continue;
                nn.utils.clip_grad_norm_(m.parameters(), 1.0);
                opt.step();
            }
        }
    }
}

namespace Distilled
{
    static class Distillation
    {
        public static void Train(Module<Tensor, Tensor> teacher, Module<Tensor, Tensor> student, IEnumerable<(Tensor x, Tensor y)> data, double T = 4, double alpha = 0.7)
        {
            teacher.eval();
            student.train();
            var opt = optim.SGD(student.parameters(), 0.05, 0.9);
            var kd = KLDivLoss(reduction: Reduction.Sum);
            foreach (var (x, y) in data)
            {
                Tensor soft;
                using (no_grad()) soft = functional.softmax(teacher.call(x) / T, 1);
                var z = student.call(x);
                var loss = alpha * T * T * kd.call(functional.log_softmax(z / T, 1), soft) / x.shape[0] + (1 - alpha) * functional.cross_entropy(z, y);
                opt.zero_grad();
                loss.backward();
                nn.utils.clip_grad_norm_(student.parameters(), 1.0);
                opt.step();
            }
        }
    }
}

namespace Scaled
{
    sealed class GradScaler(double scale = 65536)
    {
        private double s = scale; private int good;
        public Tensor Scale(Tensor loss) => loss * s;
        public void Unscale(IEnumerable<Parameter> ps) { using var _ = no_grad(); foreach (var p in ps) p.grad?.div_(s); }
        public void Step(optim.Optimizer opt, IEnumerable<Parameter> ps)
        {
            var bad = ps.Any(p => p.grad is { } g && !g.isfinite().all().item<bool>());
            if (bad) { s /= 2; good = 0; return; }
            opt.step();
            if (++good == 2000) { s *= 2; good = 0; }
        }
    }
    class Loop
    {
        public static void Run(Module<Tensor, Tensor> m, DataLoader data)
        {
            var opt = optim.AdamW(m.parameters()); var scaler = new GradScaler();
            foreach (var b in data)
            {
                opt.zero_grad();
                using (torch.NewDisposeScope())
                {
                    var loss = functional.cross_entropy(m.call(b["x"].half()).@float(), b["y"]);
                    scaler.Scale(loss).backward();
                    scaler.Unscale(m.parameters());
                    nn.utils.clip_grad_norm_(m.parameters(), 1.0);
                    scaler.Step(opt, m.parameters());
                }
            }
        }
    }
}

namespace Gradients
{
    class Loop
    {
        public static void Run2(Module<Tensor, Tensor> model, DataLoader data)
        {
            var opt = optim.Adam(model.parameters());
            foreach (var b in data)
            {
                functional.cross_entropy(model.call(b["x"]), b["y"]).backward();
                nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                opt.step();
                foreach (var (name, p) in model.named_parameters())
                    if (p.grad is Tensor g) g.zero_();
            }
        }
    }
}
