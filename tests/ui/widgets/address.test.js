import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const listeners = {};
const entries = [];
globalThis.addEventListener = (kind, heard) => {
  listeners[kind] = heard;
};
globalThis.location = { search: "" };
globalThis.history = Object.fromEntries(
  ["pushState", "replaceState"].map((way) => [
    way,
    (_state, _title, address) => {
      entries.push([way, address]);
      location.search = address;
    },
  ]),
);
globalThis.scrollTo = () => {};
const { alike, enter, followed, isStep, sharedLink, withFields } = await import(
  "../../../facegen/ui/widgets/address.js"
);

const told = [];
followed((link) => told.push(link));

beforeEach(() => {
  listeners.keydown();
  entries.length = 0;
  told.length = 0;
  location.search = "?tab=average";
});

test("another tab, dataset or question is a step, all else is none", () => {
  for (const next of ["?tab=pixels", "?tab=average&with=Male", "?tab=average&store=mine"])
    assert.ok(isStep("?tab=average", next), next);
  assert.ok(!isStep("?tab=average", "?tab=average&statistic=median"));
  assert.ok(!isStep("?tab=story&step=guess", "?tab=story&step=ask&choice=Male"));
  assert.ok(!isStep("", "?tab=story&step=guess"));
});

test("addresses are alike whatever the order and writing of their fields", () => {
  assert.ok(alike("?tab=average&with=Male,Young", "?with=Male%2CYoung&tab=average"));
  assert.ok(!alike("?tab=average&with=Male", "?tab=average&without=Male"));
});

test("a link is given what it does not say itself", () => {
  const given = withFields("?tab=latent&seed=7", { store: "a & b" });
  const read = Object.fromEntries(new URL(given, "http://page/").searchParams);
  assert.deepEqual(read, { tab: "latent", seed: "7", store: "a & b" });
  assert.equal(withFields("?tab=pixels&store=mine", { store: "other" }), "?tab=pixels&store=mine");
  assert.equal(withFields("?tab=average", {}), "?tab=average");
  assert.equal(withFields("", { store: "mine" }), "");
});

test("what is shown is entered: a step beside the last, all else in its place", () => {
  enter("?tab=average");
  enter("?tab=average&with=Male");
  enter("?tab=average&with=Male&seed=3");
  assert.deepEqual(entries, [
    ["pushState", "?tab=average&with=Male"],
    ["replaceState", "?tab=average&with=Male&seed=3"],
  ]);
});

test("parts of a tab link to what was answered last, whichever of them asks", () => {
  const [map, sheet, other] = [sharedLink(), sharedLink(), sharedLink()];
  assert.deepEqual([map("?tab=p&x=44"), sheet("?tab=p&x=44")], ["?tab=p&x=44", "?tab=p&x=44"]);
  assert.equal(map("?tab=p&x=61"), "?tab=p&x=61");
  assert.equal(sheet("?tab=p&x=44"), "?tab=p&x=61");
  assert.equal(sheet("?tab=p&x=61&seed=2"), "?tab=p&x=61&seed=2");
  assert.equal(map("?tab=p&x=61"), "?tab=p&x=61&seed=2");
  assert.equal(map("?tab=p&x=44&seed=2"), "?tab=p&x=44&seed=2");
  assert.equal(other("?tab=q"), "?tab=q");
  assert.equal(sheet("?tab=p&x=61&seed=2"), "?tab=p&x=44&seed=2");
  assert.equal(sheet(null), null);
});

test("on the way back nothing is entered until the page shows where it went", () => {
  location.search = "?tab=story&step=guess";
  listeners.popstate();
  assert.deepEqual(told, ["?tab=story&step=guess"]);
  enter("?tab=average");
  assert.deepEqual(entries, []);
  enter("?step=guess&tab=story");
  enter("?tab=average");
  assert.deepEqual(entries, [["pushState", "?tab=average"]]);
});

test("a hand on the page frees the address", () => {
  location.search = "?tab=story";
  listeners.popstate();
  listeners.pointerdown();
  enter("?tab=average");
  assert.deepEqual(entries, [["pushState", "?tab=average"]]);
});

test("a link of the page into itself is followed without loading it anew", () => {
  const click = (more) => {
    const event = {
      target: { closest: () => ({ href: "?tab=average&with=Male" }) },
      defaultPrevented: false,
      preventDefault: () => {
        event.defaultPrevented = true;
      },
      ...more,
    };
    listeners.click(event);
    return event.defaultPrevented;
  };
  assert.ok(!click({ ctrlKey: true }));
  assert.ok(!click({ button: 1 }));
  assert.ok(click({}));
  assert.deepEqual(told, ["?tab=average&with=Male"]);
});
