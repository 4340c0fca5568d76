using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Sequential Sequential() => new();

        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
            => Sequential((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

        public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules)
            => Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
        {
            var sequential = new Sequential();
            foreach (var (name, module) in modules)
            {
                sequential.Add(name, module);
            }

            return sequential;
        }

        public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules)
            => Sequential(modules.Select(entry => (entry.Item1, entry.Item2)));

        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
        {
            var sequential = new Sequential();
            foreach (var module in modules)
            {
                sequential.Add(module);
            }

            return sequential;
        }

        public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

        public static ModuleList<T> ModuleList<T>(params T[] modules)
            where T : Module
            => new(modules);

        public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

        public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
            where T : Module
        {
            var dictionary = new ModuleDict<T>();
            foreach (var (name, module) in modules)
            {
                dictionary.Add(name, module);
            }

            return dictionary;
        }

        public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);

        public static ParameterDict ParameterDict(params (string, Parameter)[] parameters)
        {
            var dictionary = new ParameterDict();
            foreach (var (name, parameter) in parameters)
            {
                dictionary.Add(name, parameter);
            }

            return dictionary;
        }
    }
}
