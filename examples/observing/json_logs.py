"""Writes log records as JSON, one object a line, with the event's name and fields: for programs that read logs."""

import json
import logging

_USUAL = vars(logging.makeLogRecord({})).keys() | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """`handler.setFormatter(JsonLines())`."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        fields = {key: value for key, value in vars(record).items() if key not in _USUAL}
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname,
            "logger": record.name,
            "text": record.getMessage(),
            **fields,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
