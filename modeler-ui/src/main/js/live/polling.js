const PAUSE = 2000;

/** Does something now and again every two seconds, while somebody looks. */
export function poll(refresh) {
  let timer;
  const run = async () => {
    clearTimeout(timer);
    if (document.hidden) {
      return;
    }
    await refresh();
    timer = setTimeout(run, PAUSE);
  };
  document.addEventListener('visibilitychange', run);
  return run();
}
