const TESTS = new RegExp(
  String.raw`(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures?|mocks?|testdata|e2e|cypress)\/|` +
    String.raw`[._-](?:test|spec|mock|fixture|stories)s?\.[^/]+$|(?:^|\/)(?:test_[^/]*|conftest)\.py$|` +
    String.raw`_test\.go$`,
  "i",
);

/** Whether a path is a test or a fixture. These contain many passwords that protect nothing. */
export function isTestPath(path: string): boolean {
  return TESTS.test(path);
}
