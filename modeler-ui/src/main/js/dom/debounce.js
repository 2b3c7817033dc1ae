/** Calls the function once things have been quiet; `flush` calls a waiting one now, `cancel` drops it. */
export function debounce(fn, milliseconds) {
  let timer = null;
  const run = () => {
    timer = null;
    return fn();
  };
  const debounced = () => {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  };
  debounced.flush = () => {
    if (timer === null) {
      return undefined;
    }
    clearTimeout(timer);
    return run();
  };
  debounced.cancel = () => {
    clearTimeout(timer);
    timer = null;
  };
  debounced.waiting = () => timer !== null;
  return debounced;
}
