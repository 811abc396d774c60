"""The web processes: gunicorn with threads; each process builds the application for itself, after the fork."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from wiki import config, logs
from wiki.app import create_app


class Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told by our settings and nothing else."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings
        super().__init__(prog="slipbook")

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 15,
            "keepalive": 5,
            "limit_request_line": 8190,
            "limit_request_fields": 60,
            "proc_name": "slipbook-web",
            "forwarded_allow_ips": "127.0.0.1",
            "worker_tmp_dir": None,
            "control_socket_disable": True,
            "errorlog": "-",
            "loglevel": "warning",
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        logs.set_up(self.settings.log_level)
        return create_app(self.settings)


if __name__ == "__main__":
    Web(config.load()).run()
