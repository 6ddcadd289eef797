"""Calls of the other side's functions with tensors: differentiable by a gradient tape, and usable in a `tf.function`."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from graders.rpc.tensorflow_values import is_tensor, is_variable


def call(remote: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a function of the other side with tensors so that a gradient tape can differentiate the call.

    The gradient comes from the other side's `vjp`. In a `tf.function` the call is made when the graph runs.

    Parameters
    ----------
    remote : Remote
        The function.
    args, kwargs
        The arguments, at least one of them a tensor or variable.

    Returns
    -------
    object
        Its result, with tensors connected to the tape.
    """
    import keras
    import tensorflow as tf

    if tf.executing_eagerly():
        work: Callable[..., Any] = _eagerly
    elif any(isinstance(value, keras.optimizers.Optimizer) for value in (*args, *kwargs.values())):
        work = _step_in_graph
    else:
        work = _in_graph
    # AutoGraph rewrites what a tf.function calls; this is our code, not the student's.
    return tf.autograph.experimental.do_not_convert(work)(remote, args, kwargs)


def _split(values: Sequence[Any], count: int, names: Sequence[str]) -> tuple[list[Any], dict[str, Any]]:
    """Split values into `count` positional arguments and named ones."""
    return list(values[:count]), dict(zip(names, values[count:], strict=True))


def _eagerly(remote: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Make the call now; the gradient is computed on the other side."""
    import tensorflow as tf

    values = [*args, *kwargs.values()]
    places = [k for k, value in enumerate(values) if is_tensor(value) and _is_float(value)]
    if not places:
        return remote.peer.call(remote.number, args, kwargs)
    value = remote.peer.call(remote.number, args, kwargs)
    results = tf.nest.flatten(value)
    connected = [k for k, result in enumerate(results) if is_tensor(result)]
    if not connected:
        return value

    @tf.custom_gradient
    def through(*inputs: Any) -> Any:
        def gradient(*upstream: Any, variables: Any = None) -> Any:
            given: list[Any] = [None] * len(results)
            for k, part in zip(connected, upstream, strict=True):
                given[k] = None if part is None else np.asarray(part)
            reply, decoder = remote.peer.request(
                "vjp",
                {"args": list(args), "kwargs": kwargs, "upstream": given},
                function=remote.number,
            )
            gradients = decoder.decode(reply.get("value"))
            wanted = [gradients[k] for k in places]
            found = [tf.convert_to_tensor(g, dtype=i.dtype) for g, i in zip(wanted, inputs, strict=True)]
            return (found, [None] * len(variables)) if variables else found

        return [tf.convert_to_tensor(results[k]) for k in connected], gradient

    outputs = through(*(tf.convert_to_tensor(values[k]) for k in places))
    for k, tensor in zip(connected, outputs, strict=True):
        results[k] = tensor
    return tf.nest.pack_sequence_as(value, results)


def _in_graph(remote: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Put a call into a graph; variables go as tensors, so that they have gradients."""
    values = [*args, *kwargs.values()]
    places = [k for k, value in enumerate(values) if is_tensor(value)]
    return _put(remote, values, places, values, (len(args), list(kwargs)))


def _step_in_graph(remote: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Put a call with an optimizer into a graph; variables and optimizer go as such, since the call changes them.

    A trial call with copies finds the types of its results, so that no step is taken before the graph runs.
    """
    import keras
    import tensorflow as tf

    values = [*args, *kwargs.values()]
    places = [k for k, value in enumerate(values) if is_tensor(value) and not is_variable(value)]

    def copied() -> list[Any]:
        copies = list(values)
        for k, value in enumerate(values):
            if is_variable(value):
                copies[k] = tf.Variable(tf.zeros(value.shape, value.dtype))
            elif isinstance(value, keras.optimizers.Optimizer):
                copies[k] = type(value).from_config(value.get_config())
        return copies

    # In the thread that traces a tf.function, every new variable would belong to that function.
    with ThreadPoolExecutor(1) as elsewhere:
        copies = elsewhere.submit(copied).result()
    return _put(remote, values, places, copies, (len(args), list(kwargs)))


def _put(
    remote: Any,
    values: list[Any],
    places: list[int],
    copies: list[Any],
    parts: tuple[int, list[str]],
) -> Any:
    """Put a call into a graph, where it is made when the graph runs; a trial call finds the types of its results.

    Parameters
    ----------
    remote : Remote
        The function.
    values : list
        All arguments, the named ones last.
    places : list of int
        Which of them are tensors of the graph.
    copies : list
        The arguments of the trial call, at the other places.
    parts : (int, list of str)
        The number of positional arguments, and the names of the others.
    """
    import tensorflow as tf

    def made(others: list[Any], tensors: Any) -> Any:
        whole = list(others)
        for k, tensor in zip(places, tensors, strict=True):
            whole[k] = tensor
        positional, named = _split(whole, *parts)
        return remote(*positional, **named)

    with tf.init_scope():
        shapes = [values[k].shape for k in places]
        known = all(shape.is_fully_defined() for shape in shapes)
        sizes = [[n or 1 for n in shape] if shape.rank is not None else [1, 1] for shape in shapes]
        sample = made(copies, [tf.zeros(size, values[k].dtype) for size, k in zip(sizes, places, strict=True)])
    results = tf.nest.flatten(sample)
    at = [k for k, result in enumerate(results) if result is not None]
    kinds = [tf.convert_to_tensor(results[k]).dtype for k in at]

    def run(*tensors: Any) -> Any:
        given = tf.nest.flatten(made(values, tensors))
        return [tf.convert_to_tensor(given[k]) for k in at]

    flat = tf.py_function(run, [tf.convert_to_tensor(values[k]) for k in places], kinds)
    for k, tensor in zip(at, flat, strict=True):
        if known:  # then the results have the shapes of the trial call's
            tensor.set_shape(np.shape(results[k]))
        results[k] = tensor
    return tf.nest.pack_sequence_as(sample, results)


def vjp(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any], upstream: Any) -> list[Any]:
    """Compute a vector-Jacobian product of one of our functions.

    Parameters
    ----------
    function : callable
        Of tensors.
    args, kwargs
        The point at which.
    upstream : list
        The gradient with respect to each result; None for a result that does not count.

    Returns
    -------
    list
        The gradient with respect to each argument, named ones last; None for arguments that are not float tensors.
    """
    import tensorflow as tf

    values = [*args, *kwargs.values()]
    watched = [k for k, value in enumerate(values) if is_tensor(value) and _is_float(value)]
    inputs = [tf.convert_to_tensor(values[k]) for k in watched]
    with tf.GradientTape() as tape:
        for tensor in inputs:
            tape.watch(tensor)
        for k, tensor in zip(watched, inputs, strict=True):
            values[k] = tensor
        positional, named = _split(values, len(args), list(kwargs))
        results = tf.nest.flatten(function(*positional, **named))
        terms = [
            tf.reduce_sum(result * tf.cast(factor, result.dtype))
            for result, factor in zip(results, upstream, strict=True)
            if factor is not None and is_tensor(result) and _is_float(result)
        ]
        total = tf.add_n(terms) if terms else tf.constant(0.0)
    gradients = tape.gradient(total, inputs, unconnected_gradients="zero")
    found: list[Any] = [None] * len(values)
    for k, value in zip(watched, gradients, strict=True):
        found[k] = np.asarray(tf.convert_to_tensor(value))
    return found


def _is_float(value: Any) -> bool:
    """Tell whether a tensor holds floating-point numbers."""
    dtype = getattr(value.dtype, "is_floating", None)
    return bool(dtype) if dtype is not None else "float" in str(value.dtype)
