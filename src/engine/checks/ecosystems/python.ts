import type { Ecosystem, Recognize } from "./ecosystem.ts";
import type { ProjectFiles } from "./project-files.ts";

/** Folders that contain tests by convention. */
const TEST_FOLDERS = ["", "tests", "test"] as const;

/**
 * Recognizes Python: pytest where it is configured, a dependency, or used by the tests; else unittest where there are
 * tests.
 */
export const python: Recognize = async (project) => {
  const tests = await readTests(project);
  const requirements = project.matching(/^requirements.*\.txt$/);
  const marked =
    requirements.length > 0 ||
    project.has("pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "pytest.ini", "Pipfile");
  if (!marked && tests.length === 0) return undefined;
  const settings = await readSettings(project);
  const tool = toolOf(project);
  return {
    name: "python",
    setup: tool.install,
    ...lintersOf(project, settings, tool.prefix),
    test: testsOf(project, settings, tests, tool.prefix),
    notes:
      tool.install === undefined && (requirements.length > 0 || /^\s*dependencies\s*=\s*\[\s*["']/m.test(settings))
        ? ["Python packages are not installed for you: set `setup`, or have them in the environment."]
        : [],
  };
};

interface TestFile {
  /** Empty for the root. */
  readonly folder: string;
  readonly text: string;
}

async function readTests(project: ProjectFiles): Promise<readonly TestFile[]> {
  const folders = TEST_FOLDERS.map(async (folder) => {
    const names = (await project.list(folder)).filter((name) => /^test.*\.py$|_test\.py$/.test(name));
    return Promise.all(
      names.map(async (name) => ({ folder, text: await project.text(folder === "" ? name : `${folder}/${name}`) })),
    );
  });
  return (await Promise.all(folders)).flat();
}

/** The text of all files that may name a tool. Sections and dependencies are searched for in it, not parsed. */
async function readSettings(project: ProjectFiles): Promise<string> {
  const names = [
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    "setup.py",
    "Pipfile",
    ...project.matching(/^requirements.*\.txt$/),
  ];
  const texts = await Promise.all(names.map((name) => project.text(name)));
  return texts.join("\n").replaceAll(/^\s*#.*$/gm, "");
}

function toolOf(project: ProjectFiles): { readonly prefix: string; readonly install: string | undefined } {
  if (project.has("uv.lock")) return { prefix: "uv run ", install: "uv sync --frozen" };
  if (project.has("poetry.lock")) return { prefix: "poetry run ", install: "poetry install" };
  if (project.has("Pipfile.lock")) return { prefix: "pipenv run ", install: "pipenv sync --dev" };
  return { prefix: "", install: undefined };
}

function lintersOf(
  project: ProjectFiles,
  settings: string,
  prefix: string,
): Pick<Ecosystem, "lint" | "lintFix" | "typecheck"> {
  const ruff = project.has("ruff.toml", ".ruff.toml") || /^\[tool\.ruff\b/m.test(settings);
  const flake8 = project.has(".flake8") || /^\[flake8\]/m.test(settings);
  const mypy = project.has("mypy.ini", ".mypy.ini") || /^\[(?:tool\.)?mypy\]/m.test(settings);
  const pyright = project.has("pyrightconfig.json") || /^\[tool\.pyright\]/m.test(settings);
  return {
    lint: ruff ? `${prefix}ruff check .` : flake8 ? `${prefix}flake8` : undefined,
    lintFix: ruff ? `${prefix}ruff check --fix .` : undefined,
    typecheck: mypy ? `${prefix}mypy .` : pyright ? `${prefix}pyright` : undefined,
  };
}

function testsOf(
  project: ProjectFiles,
  settings: string,
  tests: readonly TestFile[],
  prefix: string,
): Ecosystem["test"] {
  const configured =
    project.has("pytest.ini", "conftest.py") || /^\[tool\.pytest\b|^\[tool:pytest\]|^\[pytest\]/m.test(settings);
  const needed = /(?:^|["'\s])pytest(?=$|["'\s<>=~!;,[])/m.test(settings);
  const written = tests.some(({ text }) => /^(?:import|from) pytest\b|^(?:async )?def test_/m.test(text));
  if (configured || needed || written) return { command: `${prefix}python3 -m pytest` };
  if (tests.length === 0) return undefined;
  // unittest's discovery from the root finds tests in packages only.
  const folder = tests.some((test) => test.folder === "") ? "" : (tests[0]?.folder ?? "");
  return { command: `${prefix}python3 -m unittest discover${folder === "" ? "" : ` -s ${folder}`}` };
}
