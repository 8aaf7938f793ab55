"""A mail server for tests: keeps each mail as a line of JSON, and misbehaves when told to.

smtp_server.py SMTP_PORT CONTROL_PORT MAILS_FILE [envelopes-only]
"""
import asyncio
import email
import email.policy
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

smtp_port, control_port, mails_file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
envelopes_only = sys.argv[4:] == ["envelopes-only"]
lock = threading.Lock()
behaviour = {}
attempts = 0


def treatment_of(recipients):
    """What to do with a mail to these; counts it against the times that were asked for."""
    global behaviour, attempts
    with lock:
        attempts += 1
        only = behaviour.get("onlyTo")
        if only and only not in recipients:
            return {}
        current = behaviour
        times = current.get("times")
        if times is not None:
            behaviour = {**current, "times": times - 1} if times > 1 else {}
        return current


def part(message, kind):
    body = message.get_body(preferencelist=(kind,))
    return body.get_content() if body is not None else None


def keep(envelope, username):
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    mail = {
        "messageId": str(message["Message-ID"] or ""),
        "sender": envelope.mail_from,
        "recipients": envelope.rcpt_tos,
        "from": str(message["From"] or ""),
        "to": str(message["To"] or ""),
        "subject": str(message["Subject"] or ""),
        "text": None if envelopes_only else part(message, "plain"),
        "html": None if envelopes_only else part(message, "html"),
        "headers": {} if envelopes_only else {name: str(value) for name, value in message.items()},
        "username": username,
    }
    with lock, open(mails_file, "a", encoding="utf-8") as file:
        file.write(json.dumps(mail) + "\n")
        file.flush()
        os.fsync(file.fileno())


class Handler:
    async def handle_DATA(self, server, session, envelope):
        treatment = treatment_of(envelope.rcpt_tos)
        await asyncio.sleep(treatment.get("delaySeconds") or 0)
        refusal = treatment.get("refuseWith")
        if refusal:
            return f"{refusal} refused by the test"
        keep(envelope, session.auth_data)
        if treatment.get("dropAfterAccepting"):
            server.transport.abort()
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    username = data.login.decode() if isinstance(data, LoginPassword) else None
    return AuthResult(success=username is not None, auth_data=username)


def mails():
    if not os.path.exists(mails_file):
        return []
    with open(mails_file, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


class Control(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, value, status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with lock:
            self.answer(mails() if self.path == "/mails" else attempts)

    def do_PUT(self):
        global behaviour
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with lock:
            behaviour = asked
        self.answer(asked)

    def do_DELETE(self):
        global attempts
        with lock:
            attempts = 0
            if os.path.exists(mails_file):
                os.remove(mails_file)
        self.answer(None)

    def log_message(self, *args):
        pass


Controller(
    Handler(),
    hostname="127.0.0.1",
    port=smtp_port,
    authenticator=authenticate,
    auth_require_tls=False,
).start()
ThreadingHTTPServer(("127.0.0.1", control_port), Control).serve_forever()
