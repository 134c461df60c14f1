"""Logins by keyboard-interactive, with somebody who answers what is asked."""

import paramiko


class Answers:
    """Answers keyboard-interactive by what is asked, and remembers it."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def __call__(self, _title, _instructions, prompts):
        self.asked += prompts
        return [next(answer for word, answer in self.answers.items() if word in text) for text, _ in prompts]


def interactive(router, user, answers):
    transport = paramiko.Transport((router.address, router.port))
    try:
        transport.start_client(timeout=20)
        transport.auth_interactive(user, answers)
        return transport.is_authenticated()
    except paramiko.AuthenticationException:
        return False
    finally:
        transport.close()
