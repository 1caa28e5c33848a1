import type { Recognize } from "./ecosystem.ts";

/** Recognizes a Gemfile: RSpec where there are specs, else the Rakefile's tests. */
export const ruby: Recognize = async (project) => {
  if (!project.has("Gemfile")) return undefined;
  const gems = await project.text("Gemfile");
  const rspec = project.has(".rspec", "spec") || /^\s*gem ["']rspec/m.test(gems);
  const rake = project.has("Rakefile", "rakefile") && project.has("test");
  const rubocop = project.has(".rubocop.yml");
  return {
    name: "ruby",
    setup: /^\s*gem |^\s*gemspec/m.test(gems) ? "bundle install" : undefined,
    lint: rubocop ? "bundle exec rubocop" : undefined,
    lintFix: rubocop ? "bundle exec rubocop --autocorrect" : undefined,
    test: rspec ? { command: "bundle exec rspec" } : rake ? { command: "bundle exec rake test" } : undefined,
  };
};
