"""The worker process: answers the bell, keeps the schedule, owns the writer of the index."""

from __future__ import annotations

import signal

from wiki import background, config, language, logs
from wiki.instance import Instance
from wiki.jobs.bell import Bell
from wiki.serving.parent import end_with_parent


def work(settings: config.Settings) -> None:
    """Run until SIGTERM; what was begun is finished, what was not begun is found at the next start."""
    logs.set_up(settings.log_level)
    instance = Instance(settings)

    def answer() -> None:
        with instance.bound():
            language.set_for_process(settings.language)
            background.answer_the_bell()

    def minute() -> None:
        with instance.bound():
            language.set_for_process(settings.language)
            schedule.run_due()

    with instance.bound():
        language.set_for_process(settings.language)
        schedule = background.at_start()
    bell = Bell(settings, work=answer, every_minute=minute)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent tells us when to stop
    bell.consume()
    instance.close()


if __name__ == "__main__":
    end_with_parent()
    work(config.load())
