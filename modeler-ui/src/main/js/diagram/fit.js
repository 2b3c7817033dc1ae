const MARGIN = 64;
const SMALL = 0.55;

/** Brings the whole diagram into view with some air around it, never larger than life; a small one stands at the left. */
export function fit(canvas) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width || !outer.height) {
    return;
  }
  const scale = Math.min(1, outer.width / (inner.width + 2 * MARGIN), outer.height / (inner.height + 2 * MARGIN));
  const width = outer.width / scale;
  const height = outer.height / scale;
  const small = inner.width < width * SMALL;
  canvas.viewbox({
    x: inner.x - (small ? 1.5 * MARGIN : (width - inner.width) / 2),
    y: inner.y - (height - inner.height) / 2,
    width,
    height,
  });
}
