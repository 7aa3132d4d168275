// Runs before any other script. Gradio's loading screen counts the tenths of a second that it has
// taken, frame by frame, and never ends that when it goes: the page would ask for sixty frames a
// second for good. None of its counts is seen here, so the frames they ask for are not given.
// Source: gradio 6.31, StatusTracker, whose effect starts the count and leaves nothing to end it.
const COUNTING = /performance\.now\(\)-.*\/1e3/;
const give = window.requestAnimationFrame.bind(window);

window.requestAnimationFrame = (callback) => (COUNTING.test(callback) ? 0 : give(callback));
