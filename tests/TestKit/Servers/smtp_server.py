"""A mail server for tests: keeps each mail as a line of JSON, and misbehaves when told to.

smtp_server.py SMTP_PORT CONTROL_PORT MAILS_FILE [envelopes-only] [wants-certificate] [tls CERTIFICATE_FILE KEY_FILE]
"""
import asyncio
import email
import email.policy
import json
import os
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

smtp_port, control_port, mails_file, *options = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
envelopes_only = "envelopes-only" in options
tls = None
if "tls" in options:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*options[options.index("tls") + 1:])
    if "wants-certificate" in options:
        tls.verify_mode = ssl.CERT_REQUIRED
        tls.load_verify_locations(options[options.index("tls") + 1])
lock = threading.Lock()
behaviour = {}
attempts = 0
connections = 0
hanging = 0
open_connections = set()


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


async def hang_if_told_to(stage):
    """Says nothing any more at this stage; ends when the client hangs up."""
    global hanging
    if behaviour.get("hangAt") != stage:
        return
    with lock:
        hanging += 1
    try:
        await asyncio.Event().wait()
    finally:
        with lock:
            hanging -= 1


class Server(SMTP):
    greeted = False

    async def _handle_client(self):
        await hang_if_told_to("greeting")
        await super()._handle_client()

    def connection_lost(self, error):
        with lock:
            open_connections.discard(self)
        super().connection_lost(error)


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        global connections
        session.host_name = hostname
        with lock:
            # Once more after STARTTLS, on the same connection.
            if not server.greeted:
                server.greeted = True
                connections += 1
                open_connections.add(server)
        await hang_if_told_to("ehlo")
        return responses

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        await hang_if_told_to("mail")
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 fine"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        await hang_if_told_to("rcpt")
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        await hang_if_told_to("data")
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


def close_connections(abruptly):
    """As a server does that has waited long enough for the next mail."""
    for server in list(open_connections):
        if abruptly:
            server.transport.abort()
        else:
            server.transport.write(b"421 4.4.2 waited long enough\r\n")
            server.transport.close()


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
            self.answer({
                "/mails": mails,
                "/attempts": lambda: attempts,
                "/connections": lambda: connections,
                "/connections/open": lambda: len(open_connections),
                "/hanging": lambda: hanging,
            }[self.path]())

    def do_PUT(self):
        global behaviour
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with lock:
            behaviour = asked
        self.answer(asked)

    def do_DELETE(self):
        global attempts
        if self.path.startswith("/connections"):
            controller.loop.call_soon_threadsafe(close_connections, self.path.endswith("/abruptly"))
            self.answer(None)
            return
        with lock:
            attempts = 0
            if os.path.exists(mails_file):
                os.remove(mails_file)
        self.answer(None)

    def log_message(self, *args):
        pass


class ServerController(Controller):
    def factory(self):
        return Server(self.handler, **self.SMTP_kwargs)


controller = ServerController(
    Handler(),
    hostname="127.0.0.1",
    port=smtp_port,
    authenticator=authenticate,
    auth_require_tls=tls is not None,
    require_starttls=tls is not None,
    tls_context=tls,
)
controller.start()
ThreadingHTTPServer(("127.0.0.1", control_port), Control).serve_forever()
