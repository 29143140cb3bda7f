"""The OpenAPI document of the whole API, made from its own code."""

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView

from carepath.accounts import policies


@extend_schema(exclude=True)
class Schema(SpectacularAPIView):
    """The document itself, as YAML or with `?format=json` as JSON."""

    policy = policies.SIGNED_IN
