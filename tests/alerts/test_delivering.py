"""Deliveries: signed, once, retried, dead in sight; the network outside of transactions."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from factory.alerts import delivering
from factory.alerts.channels import signing, webhook
from factory.alerts.channels.addresses import target_of
from factory.alerts.channels.message import NotDelivered
from factory.alerts.models import Channel, Delivery
from factory.core import clock
from factory.core.leases import State
from tests.alerts.receiving import (
    SECRET,
    Receiver,
    make_alert,
    make_channel,
    make_delivery,
    receiver,
)
from tests.builders import default_site, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(settings: Settings) -> Any:
    settings.DEBUG = True
    with receiver() as server:
        yield server


def carried(delivery: Delivery) -> Delivery:
    delivering.deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def test_a_webhook_is_posted_and_signed(hook: Receiver) -> None:
    delivery = carried(make_delivery(default_site(time_zone="Asia/Kolkata"), hook.url))
    assert (delivery.state, delivery.attempts) == (State.DONE, 1)
    ((path, headers, body),) = hook.got
    assert path == "/hook?plant=1"
    told = json.loads(body)
    assert told["text"] == "A blocked plate stands at gate 1"
    assert told["raised_at"].endswith("+05:30")
    stamp = int(headers["X-Factory-Timestamp"])
    assert headers["X-Factory-Signature"] == signing.signature(SECRET, stamp, body)


def test_what_is_done_is_not_sent_again(hook: Receiver) -> None:
    delivery = carried(make_delivery(default_site(), hook.url))
    carried(delivery)
    assert len(hook.got) == 1


@pytest.mark.parametrize("status", [500, 503, 404, 401, 302])
def test_another_answer_than_success_is_tried_again_later(hook: Receiver, status: int) -> None:
    hook.status = status
    before = clock.now()
    delivery = carried(make_delivery(default_site(), hook.url))
    assert delivery.state == State.PENDING
    assert str(status) in delivery.failure
    assert timedelta(seconds=50) < delivery.not_before - before < timedelta(seconds=75)
    carried(delivery)
    assert len(hook.got) == 1


def test_after_eight_attempts_it_is_dead_in_sight_and_can_be_revived(hook: Receiver) -> None:
    hook.status = 500
    delivery = make_delivery(default_site(), hook.url)
    for _ in range(8):
        Delivery.objects.update(not_before=clock.now())
        carried(delivery)
    assert (delivery.state, delivery.attempts, len(hook.got)) == (State.FAILED, 8, 8)
    assert "500" in delivery.failure
    hook.status = 200
    assert delivering.retry(delivery)
    assert carried(delivery).state == State.DONE
    assert not delivering.retry(delivery)


def test_a_receiver_that_hangs_is_left(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", 0.1)
    hook.delay = 0.5
    delivery = carried(make_delivery(default_site(), hook.url))
    assert delivery.state == State.PENDING
    assert "did not answer" in delivery.failure


def test_nobody_listens(hook: Receiver) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert carried(make_delivery(default_site(), url)).state == State.PENDING


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example/", "https"),
        ("https://127.0.0.1/", "private"),
        ("https://169.254.169.254/latest/meta-data/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://hooks..example.com/x", "not the name of a host"),
    ],
)
def test_what_we_refuse_fails_at_once_and_says_why(url: str, reason: str) -> None:
    delivery = carried(make_delivery(default_site(), url))
    assert (delivery.state, delivery.attempts) == (State.FAILED, 1)
    assert reason in delivery.failure


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    answers = [(2, 1, 6, "", (ip, 443)) for ip in ("93.184.215.14", "10.0.0.1")]
    with mock.patch.object(socket, "getaddrinfo", return_value=answers) as asked:
        delivery = carried(make_delivery(default_site(), "https://rebind.example/"))
    assert delivery.state == State.FAILED
    assert asked.call_count == 1


def test_the_address_that_was_checked_is_the_one_that_is_called(
    hook: Receiver, settings: Settings
) -> None:
    """The name is looked up once: a second answer, of another address, is never asked for."""
    port = hook.server_port
    settings.ALERT_WEBHOOK_ALLOWED_HOSTS = ["localhost"]
    answers = [(2, 1, 6, "", ("127.0.0.1", port))]
    with mock.patch.object(socket, "getaddrinfo", side_effect=[answers, OSError]):
        target = target_of(f"http://localhost:{port}/", debug=True)
        address = webhook._address(target, webhook.Policy(["localhost"], debug=True))
    assert address == "127.0.0.1"
    assert webhook._send(target, address, b"{}", {}) == 200
    assert hook.got[0][1]["Host"] == f"localhost:{port}"


def test_a_name_that_is_not_found_may_be_found_later() -> None:
    with mock.patch.object(socket, "getaddrinfo", side_effect=OSError):
        delivery = carried(make_delivery(default_site(), "https://hooks.example/"))
    assert delivery.state == State.PENDING


def test_a_webhook_without_a_secret_is_not_sent(hook: Receiver) -> None:
    site = default_site()
    make_channel(site, hook.url, secret="")
    make_alert(site)
    delivery = carried(Delivery.objects.get())
    assert delivery.state == State.FAILED
    assert "secret" in delivery.failure
    assert hook.got == []


def test_a_mail_goes_to_its_address(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    delivery = carried(make_delivery(default_site(), "guard@plant.example", kind="mail"))
    assert delivery.state == State.DONE
    (sent,) = mail.outbox
    assert sent.to == ["guard@plant.example"]
    assert "A blocked plate stands at gate 1" in sent.subject
    assert f"Delivery: {delivery.pk}" in str(sent.body)


def test_without_a_mail_server_a_mail_is_not_said_to_have_gone() -> None:
    delivery = carried(make_delivery(default_site(), "guard@plant.example", kind="mail"))
    assert delivery.state == State.FAILED
    assert "EMAIL_HOST" in delivery.failure
    assert mail.outbox == []


def test_a_mail_server_that_refuses_is_asked_again(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=ConnectionRefusedError):
        delivery = carried(make_delivery(default_site(), "guard@plant.example", kind="mail"))
    assert delivery.state == State.PENDING


def test_a_channel_that_was_switched_off_gets_nothing(hook: Receiver) -> None:
    delivery = make_delivery(default_site(), hook.url)
    Channel.objects.update(enabled=False)
    assert carried(delivery).state == State.FAILED
    assert hook.got == []


def test_only_channels_of_the_site_that_want_the_severity_are_used() -> None:
    here, there = default_site(), make_site()
    wanted = make_channel(here, "a@plant.example", kind="mail")
    make_channel(there, "b@plant.example", kind="mail")
    Channel.objects.create(
        site=here, name="grave", kind="mail", target="c@plant.example", least_severity="critical"
    )
    make_alert(here)
    assert [delivery.channel_id for delivery in Delivery.objects.all()] == [wanted.pk]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_network_is_used() -> None:
    seen: list[bool] = []

    def look(*_args: object, **_kwargs: object) -> None:
        seen.append(connection.in_atomic_block)
        raise NotDelivered("looked")

    delivery = make_delivery(default_site(), "https://hooks.example/")
    with mock.patch.object(webhook, "post", look):
        delivering.deliver(delivery.pk)
    assert seen == [False]


def test_the_sweep_fails_what_workers_keep_dying_on() -> None:
    delivery = make_delivery(default_site(), "https://hooks.example/")
    Delivery.objects.update(
        state=State.RUNNING, attempts=8, lease_until=clock.now() - timedelta(minutes=1)
    )
    delivering.sweep()
    delivery.refresh_from_db()
    assert delivery.state == State.FAILED


def test_the_task_carries_it(
    hook: Receiver,
    inline_tasks: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_delivery(default_site(), hook.url)
    assert len(hook.got) == 1
    assert Delivery.objects.get().state == State.DONE


def test_a_secret_that_no_key_opens_is_said_at_once(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["lost:one"]
    delivery = make_delivery(default_site(), "https://hooks.example/")
    settings.ENCRYPTION_KEYS = ["new:two"]
    assert carried(delivery).state == State.FAILED
    assert "the channel's secret cannot be read" in delivery.failure


def test_a_name_that_only_the_resolver_refuses_is_not_tried_again() -> None:
    with mock.patch.object(socket, "getaddrinfo", side_effect=UnicodeError("label empty")):
        delivery = carried(make_delivery(default_site(), "https://hooks.example/"))
    assert delivery.state == State.FAILED


def test_what_nobody_foresaw_is_tried_again_and_dies_with_its_reason() -> None:
    delivery = make_delivery(default_site(), "https://hooks.example/")
    with mock.patch.object(delivering, "carry", side_effect=RuntimeError("a bad day")):
        assert carried(delivery).state == State.PENDING
        assert delivery.not_before > clock.now()
        Delivery.objects.update(not_before=clock.now(), attempts=7)
        carried(delivery)
    assert (delivery.state, delivery.failure) == (State.FAILED, "RuntimeError: a bad day")
