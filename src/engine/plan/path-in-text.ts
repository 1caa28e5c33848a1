/** File name extensions that make a word without a slash a path: `Button.tsx` is one, `user.email` is not. */
const EXTENSIONS = new Set(
  (
    "astro bash c cc cfg cjs clj conf cpp cs css csv cts cxx dart erl ex exs go gradle graphql h hpp hs htm html ini " +
    "ipynb java jl js json jsx kt kts less lua md mdx mjs ml mts php pl prisma proto py pyi rb rs sass scala scss " +
    "sh sol sql svelte swift tf toml ts tsx txt vue xml yaml yml zig"
  ).split(" "),
);

/** Names of products, and members of objects, that look like files. */
const NO_FILES =
  /^(?:chart|d3|discord|express|nest|next|node|nuxt|react|req|request|res|response|three|vue)\.js(?:on)?$/i;

/** Files without one of these extensions that every programmer knows. */
const KNOWN_FILES = new RegExp(
  String.raw`^(?:\.(?:env[\w.-]*|[\w-]+(?:ignore|rc)(?:\.\w+)?|editorconfig|gitattributes|gitmodules|tool-versions)|` +
    "CODEOWNERS|Containerfile|Dockerfile|Gemfile|Jenkinsfile|[Jj]ustfile|Makefile|Procfile|Rakefile)$",
);

/** Folders in which sources usually are. They tell `src/billing` from `origin/main`, `text/html` and `read/write`. */
const SOURCE_FOLDERS = new Set(
  (
    "api app apps assets backend bin client cmd components config configs database db deploy docs e2e frontend infra " +
    "internal lib libs locales migrations packages pkg public scripts server services spec specs src templates test " +
    "tests tools ui web"
  ).split(" "),
);

/** A segment of a path: a name, a glob, or a route's parameter or group such as `[id]` and `(auth)`. */
const SEGMENT = /^(?:[\w.@+$~*?{},-]|\[[\w.]+\]|\(\w+\))+$/;

/**
 * Returns the path that a word of a spec names, relative to the root of the repository; undefined where it names none,
 * such as a command, an address, an identifier, a branch or a version. A path that ends in `/` is a folder.
 * @param listed whether the spec says that it is a path, as below `Files:`; then `core/billing` is one too
 */
export function pathIn(word: string, listed = false): string | undefined {
  // `src/a.ts:42`, `src/a.ts#L42` and `tests/test_a.py::test_login` are places in a file.
  const text = word.replace(/(?:::.*|#.*|(?::\d+)+(?:-\d+)?)$/, "").replace(/^(?:\.\/)+/, "");
  // `src/**`, `src/**/*` and `src/*` are the folder.
  const path = text.replace(/\/(?:\*\*\/)?\*{1,2}$/, "/");
  const segments = path.replace(/\/$/, "").split("/");
  if (/^[-@$~]/.test(path) || segments.some((segment) => !SEGMENT.test(segment) || /^\.+$/.test(segment)))
    return undefined;
  if (!/[A-Za-z]/.test(path) || /^[\w-]+(?:\.[\w-]+)*\.(?:com|dev|io|net|org)$/.test(segments[0] ?? ""))
    return undefined;
  return looksLikePath(path, segments, listed) ? path : undefined;
}

function looksLikePath(path: string, segments: readonly string[], listed: boolean): boolean {
  const name = segments.at(-1) ?? "";
  const extension = /[^.]\.([A-Za-z]\w*)$/.exec(name)?.[1]?.toLowerCase();
  if (KNOWN_FILES.test(name)) return true;
  if (segments.length === 1 && NO_FILES.test(name)) return false;
  if (segments.length === 1) return path.endsWith("/") || (extension !== undefined && EXTENSIONS.has(extension));
  if (path.endsWith("/") || /[*?{]/.test(path) || extension !== undefined) return true;
  return listed ? !/^(?:and\/or|either\/or|n\/a)$/i.test(path) : SOURCE_FOLDERS.has(segments[0] ?? "");
}
