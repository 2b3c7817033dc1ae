const LEVELS = 5;

/** Colours steps by how many passed them, compared with those who entered. */
export class Heat {
  constructor(canvas, box) {
    Object.assign(this, { canvas, box, statistics: {} });
    box.addEventListener('change', () => this.show(this.statistics));
  }

  show(statistics) {
    this.statistics = statistics;
    const most = Math.max(1, ...Object.values(statistics.steps || {}).map((it) => it.left + it.inside));
    for (const [id, { left = 0, inside = 0 }] of Object.entries(statistics.steps || {})) {
      this.mark(id, this.box.checked ? Math.ceil((LEVELS * (left + inside)) / most) : null);
    }
  }

  mark(id, level) {
    for (let it = 0; it <= LEVELS; it++) {
      this.toggle(id, 'rl-heat-' + it, it === level);
    }
  }

  toggle(id, marker, on) {
    try {
      if (this.canvas.hasMarker(id, marker) !== on) {
        this.canvas[on ? 'addMarker' : 'removeMarker'](id, marker);
      }
    } catch {
      // numbers of a step that this version of the diagram does not have
    }
  }
}
