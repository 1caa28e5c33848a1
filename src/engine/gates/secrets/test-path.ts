const TESTS =
  /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|fixtures?|mocks?|testdata|e2e|cypress)\/|[._-](?:test|spec|mock|fixture|stories)s?\.[^/]+$|(?:^|\/)(?:test_[^/]*|conftest)\.py$|_test\.go$/i;

/** Tests and what they read: full of passwords for nobody. */
export function isTestPath(path: string): boolean {
  return TESTS.test(path);
}
