import type { Recognize } from "./ecosystem.ts";

const rust: Recognize = async (project) => {
  if (!project.has("Cargo.toml")) return undefined;
  // Clippy is a separate component, so it is used only where the repository configures or pins it.
  const pinned = (await project.text("rust-toolchain.toml")).includes("clippy");
  const clippy =
    pinned ||
    project.has("clippy.toml", ".clippy.toml") ||
    /^\[(?:workspace\.)?lints\.clippy\]/m.test(await project.text("Cargo.toml"));
  return {
    name: "cargo",
    lint: clippy ? "cargo clippy --all-targets -- -D warnings" : undefined,
    lintFix: clippy ? "cargo clippy --all-targets --fix --allow-dirty --allow-staged" : undefined,
    typecheck: "cargo check --all-targets",
    test: { command: "cargo test --no-fail-fast", format: "cargo" },
  };
};

const go: Recognize = async (project) => {
  if (!project.has("go.mod")) return undefined;
  const golangci = project.matching(/^\.golangci\.(?:ya?ml|toml|json)$/).length > 0;
  return {
    name: "go",
    lint: golangci ? "golangci-lint run" : "go vet ./...",
    lintFix: golangci ? "golangci-lint run --fix" : undefined,
    test: { command: "go test -json ./...", format: "go" },
  };
};

export const compiledLanguages: readonly Recognize[] = [rust, go];
