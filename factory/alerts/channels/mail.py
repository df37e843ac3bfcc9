"""An alert as an e-mail, through Django's mail."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from factory.alerts.channels.message import Message, NotDelivered, Undeliverable


def send(address: str, message: Message) -> None:
    """Send ``message``; raises NotDelivered for what may pass, Undeliverable for what will not."""
    if not settings.EMAIL_HOST:
        raise Undeliverable("no mail server is configured; set EMAIL_HOST")
    mail = EmailMessage(_subject(message), _text(message), to=[address])
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(f"the mail server refused ({type(error).__name__})") from error


def _subject(message: Message) -> str:
    # A line break in a subject would begin another header; Django refuses it, so we never send one.
    return " ".join(f"[{message.severity}] {message.site}: {message.text}".split())


def _text(message: Message) -> str:
    lines = [message.text, "", f"Site: {message.site}", f"Raised: {message.raised_at}"]
    lines += [f"Kind: {message.kind}", f"Delivery: {message.delivery_id}"]
    return "\n".join(lines) + "\n"
