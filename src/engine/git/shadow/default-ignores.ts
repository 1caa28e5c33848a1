/**
 * Git exclude patterns for the files that installing, testing and building leave in a worktree. They keep these files
 * out of commits. A `.gitignore` of the repository overrides them. Lists only names that no source file is likely to
 * have.
 */
export const DEFAULT_IGNORES: readonly string[] = [
  // JavaScript
  "node_modules/",
  ".nyc_output/",
  ".eslintcache",
  ".stylelintcache",
  "*.tsbuildinfo",
  ".turbo/",
  ".parcel-cache/",
  "coverage/lcov.info",
  "coverage/lcov-report/",
  "coverage/coverage-final.json",
  "coverage/clover.xml",
  "coverage/tmp/",
  // Python
  "__pycache__/",
  "*.py[cod]",
  ".pytest_cache/",
  ".mypy_cache/",
  ".ruff_cache/",
  ".hypothesis/",
  ".tox/",
  ".nox/",
  ".venv/",
  "*.egg-info/",
  ".eggs/",
  ".coverage",
  ".coverage.*",
  "!.coveragerc",
  "htmlcov/",
  // Rust, JVM, Ruby, PHP
  "target/debug/",
  "target/release/",
  "target/.rustc_info.json",
  "target/CACHEDIR.TAG",
  ".gradle/",
  ".bundle/",
  ".rspec_status",
  ".phpunit.result.cache",
  // Systems
  ".DS_Store",
  "Thumbs.db",
];
