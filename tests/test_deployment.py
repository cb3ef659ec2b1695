"""What is needed to host the bot is valid, closed where it can be, and true to the settings."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import kubernetes_validate
import pytest
import yaml
from compose_spec import PyCompose

from bot.settings import DEFAULT_PORT, Settings
from bot.telegram.application import _FINISH

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
SETTINGS = {field.validation_alias.choices[0] for field in Settings.model_fields.values()}
USER = "10001"
#: What a host calls, and what it stands for.
PROBES = {"/healthz", "/readyz"}


# --- the image --------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined and comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line]  # type: ignore[misc]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    start = max(place for place, (name, _) in enumerate(found) if name == "FROM")
    return found[start:]


def environment_of(stage: list[tuple[str, str]]) -> dict[str, str]:
    words = [word for name, rest in stage if name == "ENV" for word in shlex.split(rest)]
    return dict(word.split("=", 1) for word in words)


def test_the_dockerfile_is_sound() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if hadolint is None:
        pytest.skip("hadolint is not installed beside this Python")
    found = subprocess.run(
        [hadolint, "--failure-threshold", "style", "Dockerfile"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_every_base_has_a_version_and_the_last_has_nothing_to_misuse() -> None:
    stages: set[str] = set()
    for _, rest in (found for found in instructions() if found[0] == "FROM"):
        base, *name = rest.split(" AS ")
        assert base in stages | {"scratch"} or re.fullmatch(r"[\w./-]+:(?!latest)[\w.-]+", base)
        stages.update(name)
    assert last_stage()[0] == ("FROM", "scratch")
    assert "RUN" not in dict(last_stage())


def test_the_image_runs_as_nobody_in_particular_and_is_looked_after() -> None:
    stage = dict(last_stage())
    assert stage["USER"] == f"{USER}:{USER}"
    assert f"user={USER}" in (DEPLOY / "image" / "system.sh").read_text(encoding="utf-8")
    # There is no shell that could split a line into words.
    for name in ("ENTRYPOINT", "CMD"):
        assert isinstance(json.loads(stage[name]), list)
    check = json.loads(stage["HEALTHCHECK"].partition(" CMD ")[2])
    assert f":{DEFAULT_PORT}/healthz" in check[-1]
    compile(check[-1], "health check", "exec")
    assert stage["EXPOSE"] == str(DEFAULT_PORT)
    environment = environment_of(last_stage())
    assert {name for name in environment if name.startswith("BUTACA")} <= SETTINGS
    assert json.loads(stage["VOLUME"]) == [environment["BUTACA_DATA_DIR"]]


def test_no_secret_is_built_in() -> None:
    for name, rest in instructions():
        if name in {"ENV", "ARG"}:
            assert not re.search(r"TOKEN|SECRET|PASSWORD|KEY", rest), rest
        assert name != "ADD"


def test_what_is_installed_and_compiled_exists() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = re.findall(r'"\.\[([a-z,]+)\]"', text)[0].split(",")
    assert set(extras) <= set(project["optional-dependencies"])
    assert {"postgres", "web", "eda"} <= set(extras)
    modules = re.findall(r'bin/python -c "import ([^"]+)"', text)[0].split(", ")
    assert [name for name in modules if find_spec(name) is None] == []


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path from the builder; its last pattern that fits decides."""
    found = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        parents = [path, *map(str, Path(path).parents)]
        anywhere = pattern.removeprefix("**/")
        if any(
            fnmatch(part, pattern) and part.count("/") == pattern.count("/")
            if anywhere == pattern
            else fnmatch(part.rsplit("/", 1)[-1], anywhere)
            for part in parents
        ):
            found = not line.startswith("!")
    return found


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        "bot/.env",
        "data/butaca.db",
        "data/raw/movies.zip",
        "data/catalogue/CURRENT",
        "tests/conftest.py",
        "deploy/compose.small.yaml",
        "bot/__pycache__/cli.cpython-311.pyc",
    ],
)
def test_secrets_and_data_never_go_to_the_builder(path: str) -> None:
    assert ignored(path)


def test_what_the_image_copies_is_there() -> None:
    for name, rest in instructions():
        if name != "COPY" or "--from" in rest:
            continue
        for source in rest.split()[:-1]:
            assert (ROOT / source).exists(), source
            inside = f"{source}/x" if (ROOT / source).is_dir() else source
            assert not ignored(inside), source


def slim() -> ModuleType:
    spec = spec_from_file_location("slim", DEPLOY / "image" / "slim.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_goes_is_named_and_what_stays_stays(tmp_path: Path) -> None:
    kept = (
        "numpy/_core/multiarray.py",
        "scipy.libs/libopenblas.so",
        "babel/locale-data/es_MX.dat",
        "babel/locale-data/root.dat",
        "pyarrow/_parquet.py",
        "bot/assistant/locales/es/help.ftl",
        "latest/module.py",
    )
    gone = (
        "numpy/_core/tests/data.py",
        "numpy/_core/include/numpy/arrayobject.h",
        "pandas/_libs/algos.pyx",
        "babel/locale-data/de.dat",
        "babel/locale-data/est.dat",
        "pyarrow/libarrow_flight.so.1",
        "sklearn/base.py",
    )
    for name in kept + gone:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    module = slim()
    module.subprocess = None
    (tmp_path / "scipy.libs/libopenblas.so").write_bytes(b"not to be touched")
    module.slim(tmp_path)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set(kept)


def test_nothing_that_a_run_loads_goes() -> None:
    site = Path(find_spec("numpy").origin or "").parents[1]  # type: ignore[union-attr]
    going = set(slim().superfluous(site))
    code = (
        "import sys, bot.cli, bot.drawing, bot.telegram.application, bot.web.serve, asyncpg\n"
        "import etl.pipeline, etl.similarity, etl.eda.making, nltk.stem.snowball, pandera.pandas\n"
        "print(*(m.__file__ for m in [*sys.modules.values()] if getattr(m, '__file__', None)),"
        " sep='\\n')"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    files = [Path(line) for line in loaded.stdout.splitlines() if line.startswith(str(site))]
    assert len(files) > 1000
    lost = [file for file in files if going & {file, *file.parents}]
    # pyarrow looks which ways to storage in clouds there are, and does without.
    clouds = ("_s3fs", "_gcsfs", "_azurefs", "_hdfs")
    assert [file for file in lost if not file.name.startswith(clouds)] == []


# --- compose ----------------------------------------------------------------------------------


def interpolated(text: str) -> str:
    """A compose file as compose reads it, every variable that must be set being ``given``."""
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    return re.sub(r"\$\{\w+:\?[^}]*\}", "given", text)


def compose(size: str) -> dict[str, Any]:
    text = (DEPLOY / f"compose.{size}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(interpolated(text))
    return found


def test_the_compose_files_keep_to_the_specification() -> None:
    for size in ("small", "large"):
        found = PyCompose.from_json(json.dumps(compose(size)))
        found.validate()
        assert set(found.service_names()) == set(compose(size)["services"])
    broken = compose("large")
    broken["services"]["bot"]["retart"] = "always"
    with pytest.raises(ValueError, match="retart"):
        PyCompose.from_json(json.dumps(broken))


def services_of_ours() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (size, name, service)
        for size in ("small", "large")
        for name, service in compose(size)["services"].items()
        if service["image"] == "butaca"
    ]


def seconds(duration: str) -> int:
    number, unit = re.fullmatch(r"(\d+)([sm])", duration).groups()  # type: ignore[union-attr]
    return int(number) * {"s": 1, "m": 60}[unit]


def test_our_services_can_write_only_where_they_should() -> None:
    assert len(services_of_ours()) == 3
    for size, name, service in services_of_ours():
        assert service["read_only"], (size, name)
        assert service["user"] == f"{USER}:{USER}"
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108
        writable = [volume for volume in service["volumes"] if not volume.endswith(":ro")]
        assert writable == ["data:/data"]
        assert set(service["environment"]) <= SETTINGS
        # What stands in .env, even empty, goes before what the image says.
        if "healthcheck" not in service:
            assert service["environment"]["BUTACA_WEB_PORT"] == str(DEFAULT_PORT)
            assert service["environment"]["BUTACA_WEB_HOST"] in {"127.0.0.1", "0.0.0.0"}  # noqa: S104
        assert service["environment"]["BUTACA_DATA_DIR"] == "/data"
        assert seconds(service["stop_grace_period"]) > _FINISH
        assert not service.get("ports")


def test_every_service_limits_its_logs_and_no_volume_is_forgotten() -> None:
    for size in ("small", "large"):
        found = compose(size)
        named = set()
        for service in found["services"].values():
            assert service["logging"]["options"]["max-size"]
            named |= {volume.partition(":")[0] for volume in service["volumes"]}
        assert {name for name in named if name[0] not in "./"} == set(found["volumes"])


def test_the_small_setting_needs_no_address() -> None:
    [service] = compose("small")["services"].values()
    names = set(service["environment"])
    assert not names & {"BUTACA_WEBHOOK_URL", "BUTACA_DATABASE_URL"}


def test_the_large_setting_has_replicas_behind_a_balancer_on_a_database() -> None:
    services = compose("large")["services"]
    bot, balancer, database = (services[name] for name in ("bot", "balancer", "database"))
    assert bot["deploy"]["replicas"] == 2
    given = bot["environment"]
    assert given["BUTACA_DATABASE_URL"] == "postgresql://butaca:given@database/butaca"
    assert given["BUTACA_WEB_PORT"] == str(DEFAULT_PORT)
    # Nothing but the balancer is reached from outside, and the database reaches nothing.
    assert [name for name, service in services.items() if service.get("ports")] == ["balancer"]
    assert database["networks"] == ["inside"]
    assert compose("large")["networks"]["inside"]["internal"]
    assert not any(":latest" in service["image"] for service in (balancer, database))
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert f"handle {given['BUTACA_WEBHOOK_URL'].removeprefix('https://given')} {{" in caddy
    assert f"port {given['BUTACA_WEB_PORT']}" in caddy
    assert "name bot" in caddy
    assert caddy.count("{") == caddy.count("}")


def test_no_secret_stands_in_a_compose_file() -> None:
    for size in ("small", "large"):
        text = (DEPLOY / f"compose.{size}.yaml").read_text(encoding="utf-8")
        for line in text.splitlines():
            name, _, value = line.strip().partition(": ")
            if re.search(r"TOKEN|SECRET|PASSWORD", name) and not line.lstrip().startswith("#"):
                assert value.startswith("${"), line


# --- systemd ----------------------------------------------------------------------------------


def unit() -> list[tuple[str, str]]:
    text = (DEPLOY / "butaca.service").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "=" in line and not line.startswith("#")]
    return [(name, value) for name, _, value in (line.partition("=") for line in lines)]


def systemd_analyze(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    text = (DEPLOY / "butaca.service").read_text(encoding="utf-8")
    # What is not installed here stands for what is, there.
    here = text.replace("/opt/butaca/bin/butaca", sys.executable)
    path = folder / "butaca.service"
    path.write_text(here, encoding="utf-8")
    return subprocess.run([tool, *command, str(path)], capture_output=True, text=True, check=False)


def test_the_unit_is_valid(tmp_path: Path) -> None:
    found = systemd_analyze(tmp_path, "verify")
    assert (found.returncode, found.stderr) == (0, "")


def test_the_unit_is_closed(tmp_path: Path) -> None:
    found = systemd_analyze(tmp_path, "security", "--offline=true", "--threshold=20", "--no-pager")
    assert found.returncode == 0, found.stdout[-300:] + found.stderr


def test_the_unit_fits_the_bot() -> None:
    found = dict(unit())
    names = {value.partition("=")[0] for name, value in unit() if name == "Environment"}
    assert {name for name in names if name.startswith("BUTACA")} <= SETTINGS
    assert int(found["TimeoutStopSec"]) > _FINISH
    assert found["RestartPreventExitStatus"] == "2"
    assert found["DynamicUser"] == "yes"


# --- Kubernetes -------------------------------------------------------------------------------


def manifests() -> dict[str, dict[str, Any]]:
    text = (DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")
    return {manifest["kind"]: manifest for manifest in yaml.safe_load_all(text)}


@pytest.mark.parametrize("version", ["1.29", "1.33"])
def test_the_manifests_are_valid(version: str) -> None:
    for manifest in manifests().values():
        kubernetes_validate.validate(manifest, version, strict=True)
    broken = manifests()["Deployment"]
    broken["spec"]["replica"] = 3
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, version, strict=True)


def test_the_manifests_belong_together() -> None:
    found = manifests()
    deployment = found["Deployment"]["spec"]
    pod = deployment["template"]
    [container] = pod["spec"]["containers"]
    labels = pod["metadata"]["labels"]
    for selector in (
        deployment["selector"]["matchLabels"],
        found["Service"]["spec"]["selector"],
        found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()
    config, secret = found["ConfigMap"]["data"], found["Secret"]["stringData"]
    assert {*config, *secret} <= SETTINGS
    assert {"TELEGRAM_BOT_TOKEN", "BUTACA_WEBHOOK_SECRET", "BUTACA_DATABASE_URL"} == {*secret}
    [rule] = found["Ingress"]["spec"]["rules"]
    [path] = rule["http"]["paths"]
    assert config["BUTACA_WEBHOOK_URL"] == f"https://{rule['host']}{path['path']}"
    [port] = container["ports"]
    assert port["containerPort"] == DEFAULT_PORT
    probes = [container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")]
    assert {probe["path"] for probe in probes} == PROBES
    assert {probe["port"] for probe in probes} == {port["name"]}
    assert deployment["replicas"] >= 2
    assert pod["spec"]["terminationGracePeriodSeconds"] > _FINISH


def test_the_pods_can_write_only_where_they_should() -> None:
    pod = manifests()["Deployment"]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert str(pod["securityContext"]["runAsUser"]) == USER
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/data", "/tmp"}  # noqa: S108
    assert not pod["automountServiceAccountToken"]


# --- what is said about it --------------------------------------------------------------------


def test_every_file_is_explained() -> None:
    explained = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    for path in [ROOT / "Dockerfile", *DEPLOY.iterdir()]:
        if path.is_file():
            assert path.name in explained, path.name


def test_the_probes_are_served() -> None:
    from bot.web.health import Health

    served = {route.path for route in Health(None, {}).router().routes}  # type: ignore[arg-type,attr-defined]
    assert served >= PROBES
