"""The commands of OzML, one file each. Importing this package finds and registers all of them.

Those for an API extension stand here, those of the other families in folders of their own.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
