"""The guide's ``services.identity_aws_retry``: its two names, where its reader looks for them."""

from identity.facade import SnapshotCleanupService
from identity.retries import create_aws_retry_decorator

__all__ = ["SnapshotCleanupService", "create_aws_retry_decorator"]
