const MARGIN = 64;
const SMALL = 0.55;

/**
 * Brings the whole diagram into view with some air around it, never larger than life; a small one stands at the left.
 * With `least`, a large diagram keeps that scale and shows its beginning.
 */
export function fit(canvas, least = 0) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width || !outer.height) {
    return;
  }
  const whole = Math.min(1, outer.width / (inner.width + 2 * MARGIN), outer.height / (inner.height + 2 * MARGIN));
  const scale = Math.max(whole, least);
  const width = outer.width / scale;
  const height = outer.height / scale;
  const fromTheLeft = inner.width < width * SMALL || scale > whole;
  canvas.viewbox({
    x: inner.x - (fromTheLeft ? 1.5 * MARGIN : (width - inner.width) / 2),
    y: inner.y - (height - inner.height) / 2,
    width,
    height,
  });
}
