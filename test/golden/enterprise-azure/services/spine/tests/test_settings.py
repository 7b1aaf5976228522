import unittest

from worker.settings import Tls, read_settings

ENV = {"TEMPORAL_ADDRESS": "temporal-frontend.temporal.svc:7233", "TEMPORAL_NAMESPACE": "orders", "TEMPORAL_TASK_QUEUES": "orders, refunds"}
TLS = {"TEMPORAL_TLS_SERVER_CA_CERT_PATH": "/tls/ca.crt", "TEMPORAL_TLS_CLIENT_CERT_PATH": "/tls/tls.crt", "TEMPORAL_TLS_CLIENT_KEY_PATH": "/tls/tls.key"}


class SettingsTest(unittest.TestCase):
    def test_the_least_that_a_worker_has_to_be_told_is_enough(self) -> None:
        settings = read_settings(ENV)
        self.assertEqual(settings.task_queues, ("orders", "refunds"))
        self.assertIsNone(settings.tls)
        self.assertEqual(settings.shutdown_seconds, 60)

    def test_certificates_are_read_from_files(self) -> None:
        self.assertEqual(read_settings({**ENV, **TLS}).tls, Tls("/tls/ca.crt", None, ("/tls/tls.crt", "/tls/tls.key")))
        self.assertEqual(read_settings({**ENV, "TEMPORAL_TLS_SERVER_CA_CERT_PATH": "/tls/ca.crt"}).tls, Tls("/tls/ca.crt", None, None))

    def test_what_is_missing_or_nonsense_is_named(self) -> None:
        half = {name: path for name, path in TLS.items() if "KEY" not in name}
        for env, name in [({**ENV, "TEMPORAL_NAMESPACE": ""}, "TEMPORAL_NAMESPACE"), ({**ENV, "TEMPORAL_TASK_QUEUES": " , "}, "TEMPORAL_TASK_QUEUES"), ({**ENV, **half}, "CLIENT_KEY_PATH"), ({**ENV, "WORKER_MAX_ACTIVITIES": "many"}, "WORKER_MAX_ACTIVITIES")]:
            with self.assertRaisesRegex(ValueError, name):
                read_settings(env)
