// The walk from face to face that all parts of the panel share: what is shown, of which generator,
// and what came before. It tells them by events:
//   show        a picture of `state` is wanted
//   drawn       the face of some state is on the stage
//   paint       another state has taken the place of the last one
//   settled     a step is done, so undo and redo may mean something else
//   reach       it is known how far sliders may go
//   rested      the hand has rested a while
//   checkpoint  `state` is of a generator that is still to be opened
//   opened      `model` describes the generator now
//   forgotten   the server holds the tuned generator of `state` no more
import { randomSeed } from "../widgets/seeds.js";
import { History } from "./history.js";
import { anotherSeed, freshFace, freshState, plainKey } from "./state.js";

const REST_MS = 250;
const FIRST_COARSE = 2;

export class Walk extends EventTarget {
  state = freshState();
  model = null;
  maker = null; // of faces: `server.js` says what it has
  arriving = null; // a promise that a maker in this browser has come, or has failed to
  way = "sliders";
  newSeed = randomSeed; // `sound.js` draws from fewer
  reach = {}; // of a tuned generator: how far attributes may go from its face, [down, up] by name
  #history = new History(this.state);
  #resting = 0;

  hear(name, listener) {
    this.addEventListener(name, () => listener());
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  get top() {
    return this.model.scales.at(-1);
  }

  // Ask for a picture of the state as it is now.
  show() {
    this.#tell("show");
  }

  reaches(reach) {
    this.reach = reach;
    this.#tell("reach");
  }

  drawn() {
    this.#tell("drawn");
  }

  rest() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#tell("rested"), REST_MS);
  }

  // End a step: what has changed since the last one can be undone together. A burst of keys on one
  // slider, the `hand`, is one step too.
  settle(hand) {
    this.#history.settle(this.state, hand);
    this.#tell("settled");
    this.rest();
  }

  // Go on from some fields of another state.
  become(changes) {
    const before = this.state.checkpoint;
    this.state = structuredClone({ ...this.state, ...changes });
    this.settle();
    this.#arrive(before);
  }

  // A single face, where two may have been on the way.
  becomeFace(face) {
    this.become({ face, other: null, blend: "" });
  }

  undo() {
    this.#return(this.#history.undo());
  }

  redo() {
    this.#return(this.#history.redo());
  }

  #return(state) {
    if (!state) return;
    const before = this.state.checkpoint;
    this.state = state;
    this.#tell("settled");
    this.#arrive(before);
  }

  #arrive(before) {
    if (this.state.checkpoint === before) this.paint();
    else this.#tell("checkpoint");
  }

  // Begin anew, with nothing to undo, at a state whose generator is still to be opened.
  restart(state) {
    this.state = state;
    this.#history = new History(state);
    this.#tell("settled");
  }

  // Another generator; how far from the mean one looks is kept.
  choose(checkpoint) {
    const { seed, truncation } = this.state.face;
    const face = { ...freshFace(seed), truncation };
    this.become({ checkpoint, face, other: null, blend: "" });
  }

  // The plain generator takes the place of the tuned one, which cannot be gone back to.
  forgotten() {
    this.#tell("forgotten");
    this.state = { ...this.state, checkpoint: plainKey(this.state.checkpoint) };
    this.#history.amend(this.state);
    this.#tell("checkpoint");
  }

  opened(model) {
    this.model = model;
    this.state.checkpoint = model.checkpoint;
    this.#history.amend(this.state);
    this.#tell("opened");
    this.paint();
  }

  // Another way to change the face; on a way between two there must be a second one.
  enter(way) {
    const { state } = this;
    this.way = way;
    state.blend = { path: state.blend === "slerp" ? "slerp" : "lerp", mix: "mix" }[way] || "";
    if (state.blend) {
      if (!state.other) state.position = 0.5;
      state.other ||= anotherSeed(state.face, this.newSeed());
      state.coarse = Math.min(state.coarse || FIRST_COARSE, this.model.scales.length);
    } else state.other = null;
    this.settle();
    this.paint();
  }

  paint() {
    if (!this.model) return;
    const { blend } = this.state;
    if (blend) this.way = blend === "mix" ? "mix" : "path";
    else if (["mix", "path"].includes(this.way)) this.way = "sliders";
    this.#tell("paint");
    this.show();
    this.rest();
  }
}
