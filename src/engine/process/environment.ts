// Which variables of the program's own environment others get to see: named ones, never all but some.

export type Environment = Readonly<Record<string, string | undefined>>;

/** What any program needs to find its way. */
const BASIC = [
  "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "COLORTERM", "NO_COLOR", "TMPDIR",
  "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS",
  "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
  "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
  // Marks a run within a run, so that the outer one ends the inner one's processes too.
  "MILESTONE_TUI_RUN",
] as const;

/** Where languages and their package managers keep themselves. */
const TOOLCHAINS = [
  "NODE_OPTIONS", "NODE_PATH", "NVM_DIR", "NVM_BIN", "VOLTA_HOME", "FNM_DIR", "COREPACK_HOME", "PNPM_HOME", "BUN_INSTALL",
  "npm_config_registry", "npm_config_cache", "npm_config_userconfig", "NPM_CONFIG_REGISTRY", "NPM_CONFIG_CACHE", "NPM_CONFIG_USERCONFIG",
  "VIRTUAL_ENV", "PYTHONPATH", "PYENV_ROOT", "CONDA_PREFIX", "PIP_INDEX_URL", "PIP_CACHE_DIR", "PIP_CONFIG_FILE", "UV_INDEX_URL", "UV_CACHE_DIR", "POETRY_HOME",
  "CARGO_HOME", "CARGO_TARGET_DIR", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "RUSTFLAGS",
  "GOPATH", "GOROOT", "GOBIN", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GOTOOLCHAIN", "GOPRIVATE", "GONOSUMDB", "GOSUMDB",
  "GEM_HOME", "GEM_PATH", "BUNDLE_PATH", "BUNDLE_GEMFILE", "RBENV_ROOT", "RUBYOPT",
  "JAVA_HOME", "GRADLE_USER_HOME", "MAVEN_OPTS", "DOTNET_ROOT", "ANDROID_HOME",
  "CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS", "PKG_CONFIG_PATH", "LD_LIBRARY_PATH", "DOCKER_HOST",
  "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR",
] as const;

/**
 * The environment of setup, lint, typecheck and tests. `DATABASE_URL` and the like are not among it: a repository whose
 * tests need more sets it in the command itself or in a file of its own.
 */
export function checkEnvironment(own: Environment): Record<string, string> {
  return { ...pick(own, [...BASIC, ...TOOLCHAINS]), CI: "1" };
}

/**
 * The environment of an agent: the basics, the toolchains, and what its own settings add.
 * @param settings `env:NAME` copies a variable; where it is not set, nothing is passed
 */
export function agentEnvironment(own: Environment, settings: Readonly<Record<string, string>>): Record<string, string> {
  const added = Object.entries(settings).flatMap(([name, value]): [string, string][] => {
    if (!value.startsWith("env:")) return [[name, value]];
    const copied = own[value.slice("env:".length)];
    return copied === undefined ? [] : [[name, copied]];
  });
  return { ...pick(own, [...BASIC, ...TOOLCHAINS]), ...Object.fromEntries(added) };
}

function pick(own: Environment, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (names.includes(name) || name.startsWith("LC_"))) picked[name] = value;
  }
  return picked;
}
