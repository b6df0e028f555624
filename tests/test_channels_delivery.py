"""Delivery survives: faults on the way, a server that is killed, updates that come twice and in the wrong order."""

from __future__ import annotations

from benchmarks.channels import run


def test_every_message_is_answered_once_and_in_order_across_a_kill() -> None:
    report = run(messages=100, chats=20, kills=1, pause=1.0, patience=60.0)
    assert report.answered == 100, report.wrong
    assert report.lost == 0
    assert report.answered_twice == 0, report.wrong
    assert report.out_of_order == 0, report.wrong
    assert report.undelivered == 0
    assert report.faults > 0
    assert report.sent_twice_after_drop + report.sent_twice_after_kill < 20
