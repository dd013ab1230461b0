"""Commands of third-party call control: what answers to CallChanged may hold. One file each."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
