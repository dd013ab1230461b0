"""A handler has forgotten to return its answer."""

from answering import App

app = App({"/": """"""})
