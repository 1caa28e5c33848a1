import { describe, expect, it } from "vitest";
import { markerIn, withMarker, withoutMarkers } from "../../../../../src/engine/forges/github/pulls/marker.ts";

describe("markers", () => {
  it.each(["m3/01", "m4.1/12", "a b", "--> <b>", "日本/01", "100%"])(
    "%s is read back, and is hidden in a comment",
    (value) => {
      const text = withMarker("Body\n", "pull", value);
      expect(markerIn(text, "pull")).toBe(value);
      expect(text).toMatch(/^Body\n\n<!-- milestone-tui:pull \S+ -->\n$/);
    },
  );

  it("are replaced by a later marker of the same kind only", () => {
    const text = withMarker(withMarker(withMarker("Body", "pull", "a"), "issue", "b"), "pull", "c");
    expect([markerIn(text, "pull"), markerIn(text, "issue"), text.match(/<!--/g)?.length]).toEqual(["c", "b", 2]);
    expect(withoutMarkers(text, "pull")).not.toContain("milestone-tui:pull");
  });

  it("in the given text are removed", () => {
    expect(markerIn(withMarker("By hand <!-- milestone-tui:pull other --> and on", "pull", "mine"), "pull")).toBe(
      "mine",
    );
  });

  it.each([null, undefined, "", "<!-- milestone-tui:pull  -->", "<!-- milestone-tui:pull %E0%A4%A -->"])(
    "are not found in %j",
    (text) => {
      expect(markerIn(text, "pull")).toBeUndefined();
    },
  );
});
