"""FastAPI, loaded so that its models of OpenAPI are built when the API is described, if it is.

To build them takes a fifteenth of a start. It has to be loaded here before it is anywhere else.
"""

from pydantic import BaseModel

# what is derived from it meanwhile has it too, and what is derived from it later has not
BaseModel.model_config["defer_build"] = True
import fastapi  # noqa: E402, F401 - under the setting above, for what it then defines

del BaseModel.model_config["defer_build"]
