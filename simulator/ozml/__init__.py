"""OzML, the language in which apps answer: parse, bind, run."""
