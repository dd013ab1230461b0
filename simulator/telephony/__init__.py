"""The core of the simulator: events, effects, processes, the kernel, calls. No input or output of any kind."""
