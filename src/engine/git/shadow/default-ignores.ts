/**
 * What installing, testing and building leave in a worktree. Kept out of commits where the repository has no rule of its
 * own; only names that nobody would give to work of theirs. Git's exclude patterns: a `.gitignore` overrules them.
 */
export const LEFTOVERS: readonly string[] = [
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
