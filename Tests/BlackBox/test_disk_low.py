"""A device that is nearly full: monitors are told, no question is answered, nothing that was promised is lost, and with
room the gateway goes on by itself."""

import os
import pathlib
import shutil
import subprocess

import httpx
import pytest
from deployments import Server, program, verify
from offices import RESEARCHER
from questions import ask, question
from test_observation import eventually, office, samples

# A file system of its own in memory, which goes with the process; a twentieth of it is what must stay free.
IN_MEMORY = 'mount -t tmpfs -o size=160m,mode=700 none "$1" && cp -a "$2" "$1/house" && shift 2 && exec "$@"'
FREE = 4 << 20


def alone(*words) -> list:
    """The words run with mounts of their own, as root of nothing else."""
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", *words]


pytestmark = pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run(alone("mount -t tmpfs none /mnt"), capture_output=True).returncode != 0,
    reason="this machine lets nobody mount a file system of their own",
)


@pytest.fixture
def house(tmp_path):
    """A deployment with a project that may ask."""
    made = office(tmp_path / "office", 200)
    with made.deployment.serving() as server:
        made.record_people(server)
        made.project = made.approved(server, ["resident"], ["resident.sex"], "2026-03")
    return made


def test_a_nearly_full_device_is_told_refuses_questions_and_with_room_all_goes_on(tmp_path, house):
    device = tmp_path / "device"
    device.mkdir()
    serve = [program("salthouse"), "serve", "--directory", device / "house", "--listen", "127.0.0.1:0"]
    words = [IN_MEMORY, "sh", device, house.deployment.directory, *serve, "--metrics", "127.0.0.1:0"]
    server = Server(alone(*words), tmp_path / "output")
    try:
        monitor = "http://" + server.wait_for(server.errors, r"^metrics on (\S+)$").group(1)
        server.url = "http://" + server.wait_for(server.errors, r"^serving on (\S+)$").group(1)
        inside = pathlib.Path(f"/proc/{server.process.pid}/root{device}")
        state = lambda: httpx.get(f"{monitor}/health/ready", timeout=30).json()["status"]  # noqa: E731
        with house.client(server, RESEARCHER) as who:
            answered = ask(who, question(house.project))
            assert answered.status_code == 200, answered.text
            assert state() == "serving"

            room = os.statvfs(inside)
            with (inside / "filler").open("wb") as filler:
                os.posix_fallocate(filler.fileno(), 0, room.f_bavail * room.f_frsize - FREE)
            eventually(lambda: state() == "disk-low")
            told = httpx.get(f"{server.url}/health/ready", timeout=30)
            assert (told.status_code, told.json()["code"]) == (503, "SH-A505")
            page = samples(httpx.get(f"{monitor}/metrics", timeout=30).text)
            assert page['salthouse_state{state="disk-low"}'] == "1"
            assert float(page["salthouse_disk_free_ratio"]) < 0.05
            # Neither a question nor a repeat of one: each would need an entry. What is in the log can be read.
            for body in [question(house.project), question(house.project, by=["resident.sex"])]:
                refused = ask(who, body)
                assert (refused.status_code, refused.json()["code"]) == (503, "SH-A501"), refused.text
                assert "rows" not in refused.json()
            assert server.wait_for(server.errors, r"^SH-G611: the device of the log is nearly full")
            assert who.get("/audit/checkpoint").status_code == 200
            assert httpx.get(f"{server.url}/health/live", timeout=30).status_code == 200

            (inside / "filler").unlink()
            eventually(lambda: state() == "serving")
            again = ask(who, question(house.project))
            assert again.status_code == 200 and again.json()["rows"] == answered.json()["rows"]
        kept = shutil.copytree(inside / "house" / "log", tmp_path / "kept")
        assert verify(kept, house.deployment.key).returncode == 0
        server.stop()
    finally:
        if server.process.poll() is None:
            server.kill()
