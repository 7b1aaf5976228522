"""A change that would break running workflows fails here. Add histories of production: temporal workflow show --output json."""

import unittest
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from worker.workflows import ProcessOrder

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


class ReplayTest(unittest.IsolatedAsyncioTestCase):
    async def test_every_history_replays_without_a_difference(self) -> None:
        self.assertTrue(HISTORIES)
        for file in HISTORIES:
            with self.subTest(file.name):
                await Replayer(workflows=[ProcessOrder]).replay_workflow(WorkflowHistory.from_json(file.stem, file.read_text()))
