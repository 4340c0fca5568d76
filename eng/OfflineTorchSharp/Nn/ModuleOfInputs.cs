namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The base of modules whose <see cref="forward"/> takes one argument.</summary>
        public abstract class Module<T, TResult>(string name)
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>(name), IModule<T, TResult>
        {
            /// <summary>The computation alone, without hooks.</summary>
            public abstract TResult forward(T input);

            /// <summary>The computation with the hooks around it; a hook that returns null leaves the value as it is.</summary>
            public TResult call(T input)
            {
                Run(module_pre_hooks);
                foreach (var (_, hook) in pre_hooks)
                {
                    if (hook(this, input) is { } replacement)
                    {
                        input = replacement;
                    }
                }

                var result = forward(input);
                foreach (var (_, hook) in post_hooks)
                {
                    if (hook(this, input, result) is { } replacement)
                    {
                        result = replacement;
                    }
                }

                Run(module_post_hooks);
                return result;
            }
        }

        /// <summary>The base of modules whose <see cref="forward"/> takes two arguments.</summary>
        public abstract class Module<T1, T2, TResult>(string name)
            : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>(name), IModule<T1, T2, TResult>
        {
            /// <summary>The computation alone, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>The computation with the hooks around it; a hook that returns null leaves the value as it is.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                Run(module_pre_hooks);
                foreach (var (_, hook) in pre_hooks)
                {
                    if (hook(this, input1, input2) is { } replacement)
                    {
                        (input1, input2) = replacement;
                    }
                }

                var result = forward(input1, input2);
                foreach (var (_, hook) in post_hooks)
                {
                    if (hook(this, input1, input2, result) is { } replacement)
                    {
                        result = replacement;
                    }
                }

                Run(module_post_hooks);
                return result;
            }
        }

        /// <summary>The base of modules whose <see cref="forward"/> takes three arguments.</summary>
        public abstract class Module<T1, T2, T3, TResult>(string name)
            : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>(name), IModule<T1, T2, T3, TResult>
        {
            /// <summary>The computation alone, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>The computation with the hooks around it; a hook that returns null leaves the value as it is.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                Run(module_pre_hooks);
                foreach (var (_, hook) in pre_hooks)
                {
                    if (hook(this, input1, input2, input3) is { } replacement)
                    {
                        (input1, input2, input3) = replacement;
                    }
                }

                var result = forward(input1, input2, input3);
                foreach (var (_, hook) in post_hooks)
                {
                    if (hook(this, input1, input2, input3, result) is { } replacement)
                    {
                        result = replacement;
                    }
                }

                Run(module_post_hooks);
                return result;
            }
        }

        /// <summary>The base of modules whose <see cref="forward"/> takes four arguments.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult>(string name)
            : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>(name), IModule<T1, T2, T3, T4, TResult>
        {
            /// <summary>The computation alone, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>The computation with the hooks around it; a hook that returns null leaves the value as it is.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                Run(module_pre_hooks);
                foreach (var (_, hook) in pre_hooks)
                {
                    if (hook(this, input1, input2, input3, input4) is { } replacement)
                    {
                        (input1, input2, input3, input4) = replacement;
                    }
                }

                var result = forward(input1, input2, input3, input4);
                foreach (var (_, hook) in post_hooks)
                {
                    if (hook(this, input1, input2, input3, input4, result) is { } replacement)
                    {
                        result = replacement;
                    }
                }

                Run(module_post_hooks);
                return result;
            }
        }

        /// <summary>The base of modules whose <see cref="forward"/> takes five arguments.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult>(string name)
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult>>(name), IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <summary>The computation alone, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>The computation with the hooks around it; a hook that returns null leaves the value as it is.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                Run(module_pre_hooks);
                foreach (var (_, hook) in pre_hooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5) is { } replacement)
                    {
                        (input1, input2, input3, input4, input5) = replacement;
                    }
                }

                var result = forward(input1, input2, input3, input4, input5);
                foreach (var (_, hook) in post_hooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5, result) is { } replacement)
                    {
                        result = replacement;
                    }
                }

                Run(module_post_hooks);
                return result;
            }
        }

        /// <summary>The base of modules whose <see cref="forward"/> takes six arguments.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult>(string name)
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>, Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult>>(name), IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            /// <summary>The computation alone, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            /// <summary>The computation with the hooks around it; a hook that returns null leaves the value as it is.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                Run(module_pre_hooks);
                foreach (var (_, hook) in pre_hooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5, input6) is { } replacement)
                    {
                        (input1, input2, input3, input4, input5, input6) = replacement;
                    }
                }

                var result = forward(input1, input2, input3, input4, input5, input6);
                foreach (var (_, hook) in post_hooks)
                {
                    if (hook(this, input1, input2, input3, input4, input5, input6, result) is { } replacement)
                    {
                        result = replacement;
                    }
                }

                Run(module_post_hooks);
                return result;
            }
        }
    }
}
