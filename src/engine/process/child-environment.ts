// Which variables of the program's own environment child processes get: a list of allowed names, everything else is
// left out.

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What any program needs. `MILESTONE_TUI_RUN` marks runs within runs, so that the outer run ends their processes too.
 */
const BASIC = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TERM",
  "COLORTERM",
  "NO_COLOR",
  "TMPDIR",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_EXTRA_CA_CERTS",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "ALL_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "all_proxy",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "MILESTONE_TUI_RUN",
];

/** Where languages and their package managers are installed and keep their caches. */
const TOOLCHAINS = [
  "NVM_DIR",
  "NVM_BIN",
  "VOLTA_HOME",
  "FNM_DIR",
  "COREPACK_HOME",
  "PNPM_HOME",
  "BUN_INSTALL",
  "npm_config_cache",
  "NPM_CONFIG_CACHE",
  "VIRTUAL_ENV",
  "PYENV_ROOT",
  "CONDA_PREFIX",
  "PIP_CACHE_DIR",
  "UV_CACHE_DIR",
  "POETRY_HOME",
  "CARGO_HOME",
  "RUSTUP_HOME",
  "RUSTUP_TOOLCHAIN",
  "GOPATH",
  "GOROOT",
  "GOBIN",
  "GOCACHE",
  "GOMODCACHE",
  "GOFLAGS",
  "GOTOOLCHAIN",
  "GEM_HOME",
  "GEM_PATH",
  "BUNDLE_PATH",
  "RBENV_ROOT",
  "JAVA_HOME",
  "GRADLE_USER_HOME",
  "DOTNET_ROOT",
  "ANDROID_HOME",
  "ASDF_DIR",
  "ASDF_DATA_DIR",
  "MISE_DATA_DIR",
];

/** What a build may need as well. Addresses of registries may contain a password, so that agents do not get these. */
const BUILD = [
  "NODE_OPTIONS",
  "NODE_PATH",
  "PYTHONPATH",
  "RUSTFLAGS",
  "CARGO_TARGET_DIR",
  "RUBYOPT",
  "BUNDLE_GEMFILE",
  "MAVEN_OPTS",
  "DOCKER_HOST",
  "CC",
  "CXX",
  "CFLAGS",
  "CXXFLAGS",
  "LDFLAGS",
  "PKG_CONFIG_PATH",
  "LD_LIBRARY_PATH",
  "npm_config_registry",
  "NPM_CONFIG_REGISTRY",
  "npm_config_userconfig",
  "NPM_CONFIG_USERCONFIG",
  "PIP_INDEX_URL",
  "PIP_CONFIG_FILE",
  "UV_INDEX_URL",
  "GOPROXY",
  "GOPRIVATE",
  "GONOSUMDB",
  "GOSUMDB",
];

/**
 * The environment of setup, lint, typecheck and tests. A project whose tests need more variables sets them in the
 * command.
 */
export function checkEnvironment(own: Environment): Record<string, string> {
  return { ...pick(own, [...BASIC, ...TOOLCHAINS, ...BUILD]), CI: "1" };
}

/**
 * The environment of an agent.
 * @param settings variables that the config adds; `env:NAME` copies a variable, and adds nothing where that one is not
 * set
 */
export function agentEnvironment(own: Environment, settings: Readonly<Record<string, string>>): Record<string, string> {
  const environment = pick(own, [...BASIC, ...TOOLCHAINS]);
  for (const [name, value] of Object.entries(settings)) {
    const added = value.startsWith("env:") ? own[value.slice("env:".length)] : value;
    if (added !== undefined) environment[name] = added;
  }
  return environment;
}

function pick(own: Environment, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (names.includes(name) || name.startsWith("LC_"))) picked[name] = value;
  }
  return picked;
}
