// The C interface to libtorch's autograd: gradients, modes, and functions whose backward is written in .NET.

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <unordered_set>

#include "offline_torch.h"

using namespace offline_torch;

extern "C" {

int32_t ots_tensor_grad(const void* handle, void** result) {
    return guarded([&] {
        *result = own(tensor(handle).grad());
        return 0;
    });
}

int32_t ots_tensor_set_grad(const void* handle, const void* value) {
    return guarded([&] {
        tensor(handle).mutable_grad() = optional_tensor(value);
        return 0;
    });
}

int32_t ots_tensor_set_requires_grad(const void* handle, int32_t value) {
    return guarded([&] {
        tensor(handle).requires_grad_(value != 0);
        return 0;
    });
}

int32_t ots_tensor_retain_grad(const void* handle) {
    return guarded([&] {
        tensor(handle).retain_grad();
        return 0;
    });
}

int32_t ots_backward(const void* const* outputs, int32_t output_count, const void* const* gradients, int32_t gradient_count,
                     int32_t retain_graph, int32_t create_graph, const void* const* inputs, int32_t input_count) {
    return guarded([&] {
        torch::autograd::backward(tensors(outputs, output_count), tensors(gradients, gradient_count), retain_graph != 0,
                                  create_graph != 0, tensors(inputs, input_count));
        return 0;
    });
}

int32_t ots_grad(const void* const* outputs, int32_t output_count, const void* const* gradients, int32_t gradient_count,
                 int32_t retain_graph, int32_t create_graph, int32_t allow_unused, const void* const* inputs, int32_t input_count,
                 void** results) {
    return guarded([&] {
        auto values = torch::autograd::grad(tensors(outputs, output_count), tensors(inputs, input_count),
                                            tensors(gradients, gradient_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < values.size(); i++) results[i] = own(std::move(values[i]));
        return 0;
    });
}

int32_t ots_grad_mode() { return c10::GradMode::is_enabled(); }
void ots_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }
int32_t ots_inference_mode() { return c10::InferenceMode::is_enabled(); }
void* ots_enter_inference_mode(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }
void ots_leave_inference_mode(c10::InferenceMode* guard) { delete guard; }
int32_t ots_anomaly_mode() { return torch::autograd::AnomalyMode::is_enabled() | (torch::autograd::AnomalyMode::should_check_nan() << 1); }
void ots_set_anomaly_mode(int32_t enabled, int32_t check_nan) { torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0); }
}

// Functions written in .NET -------------------------------------------------------------------------------------------

namespace {

// Computes the gradients of a function's tensor inputs into `results`, from those of its outputs; the managed side takes the
// handles of `gradients` over. Returns the number of results, or -1 with the message in `error`.
using BackwardCallback = int32_t (*)(void* state, void* node, void** gradients, int32_t count, void** results, int32_t capacity, const char** error);
using ReleaseCallback = void (*)(void* state);

BackwardCallback call_backward;
ReleaseCallback release_state;

struct ManagedFunction : torch::autograd::Node {
    ManagedFunction(void* state, std::string name) : state(state), title(std::move(name)) {}
    ~ManagedFunction() override { release_state(state); }

    torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
        std::vector<void*> arguments, results(num_outputs());
        for (size_t i = 0; i < gradients.size(); i++)
            arguments.push_back(own(gradients[i].defined() || !materialize ? gradients[i] : input_metadata(i).zeros_like()));
        const char* error = nullptr;
        const int32_t count = call_backward(state, this, arguments.data(), static_cast<int32_t>(arguments.size()), results.data(),
                                            static_cast<int32_t>(results.size()), &error);
        TORCH_CHECK(count == static_cast<int32_t>(results.size()), title, ": ", error == nullptr ? "backward failed" : error);
        torch::autograd::variable_list values;
        for (void* result : results) {
            values.push_back(optional_tensor(result));
            delete static_cast<at::Tensor*>(result);
        }
        return values;
    }

    std::string name() const override { return title; }

    void release_variables() override {
        saved.clear();
        released = true;
    }

    void* state;
    std::string title;
    std::vector<torch::autograd::SavedVariable> saved;
    bool materialize = true;
    bool released = false;
};

std::unordered_set<at::TensorImpl*> identities(const void* const* handles, int32_t count) {
    std::unordered_set<at::TensorImpl*> set;
    for (int32_t i = 0; i < count; i++) set.insert(tensor(handles[i]).unsafeGetTensorImpl());
    return set;
}

}  // namespace

extern "C" {

void ots_function_callbacks(BackwardCallback backward, ReleaseCallback release) {
    call_backward = backward;
    release_state = release;
}

// Puts a function between its inputs and outputs in the graph; the node owns `state` and gives it back by the release callback.
// The wrapped outputs, which may be views of inputs that were returned as they are, go to `results`.
int32_t ots_function_record(void* state, const char* name, int32_t materialize, const void* const* inputs, int32_t input_count,
                            const void* const* outputs, int32_t output_count, const void* const* fixed, int32_t fixed_count,
                            const void* const* dirty, int32_t dirty_count, const void* const* kept, int32_t kept_count, void** results) {
    return guarded([&] {
        auto node = std::shared_ptr<ManagedFunction>(new ManagedFunction(state, name), torch::autograd::deleteNode);
        node->materialize = materialize != 0;
        const auto arguments = tensors(inputs, input_count);
        const bool executable = c10::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad(arguments);
        if (executable) node->set_next_edges(torch::autograd::collect_next_edges(arguments));
        for (int32_t i = 0; i < dirty_count; i++) torch::autograd::impl::bump_version(tensor(dirty[i]));
        std::vector<c10::optional<at::Tensor>> raw;
        for (const at::Tensor& output : tensors(outputs, output_count)) raw.emplace_back(output);
        const auto wrapped = torch::autograd::_wrap_outputs(
            arguments, identities(fixed, fixed_count), identities(dirty, dirty_count), raw, executable ? node : nullptr,
            [](torch::autograd::variable_list, torch::autograd::variable_list) -> torch::autograd::variable_list {
                TORCH_CHECK(false, "a function written in .NET has no forward-mode derivative");
            });
        for (int32_t i = 0; i < output_count; i++) results[i] = own(*wrapped[i]);
        if (executable)
            for (const at::Tensor& value : tensors(kept, kept_count))
                node->saved.emplace_back(value, value.defined() && value.grad_fn() == node);
        return executable ? 1 : 0;
    });
}

// The tensors a function saved for its backward; returns their number.
int32_t ots_function_saved(ManagedFunction* node, void** results, int32_t capacity) {
    return guarded([&] {
        TORCH_CHECK(!node->released, torch::autograd::ERR_BACKWARD_TWICE);
        const int32_t count = static_cast<int32_t>(node->saved.size());
        for (int32_t i = 0; i < count && i < capacity; i++) results[i] = own(node->saved[i].unpack(node->shared_from_this()));
        return count;
    });
}
}
