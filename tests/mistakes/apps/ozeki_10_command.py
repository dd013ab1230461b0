"""A command of Ozeki 10, of which the PBX is not."""

from answering import App

app = App(
    {
        "/": """<Response>
  <Speak>Please speak after the tone.</Speak>
  <Beep/>
  <Record Inactivity="3" Duration="60"/>
</Response>"""
    }
)
