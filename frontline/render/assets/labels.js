/* Names on the map: each where it touches no other, the weightiest first; more of them as one comes closer. */
"use strict";

Frontline.labels = (() => {
  const { INK } = Frontline.signs;
  const FROM_ZOOM = [0, 0, 8.5, 10.5]; // by rank
  const FEW = 60; // places in view, up to which every name is tried at any zoom
  const LONGEST = 40; // characters
  const FONT = 'system-ui, "Noto Sans", "DejaVu Sans", sans-serif';

  const isRightToLeft = (text) => /^[^A-Za-z]*[\u0590-\u08ff]/.test(text);

  function labelText(name) {
    const characters = [...name.slice(0, 4 * LONGEST).replace(/\s+/g, " ")];
    const short = characters.slice(0, LONGEST).join("");
    return characters.length > LONGEST ? `${short}…` : short;
  }

  /** Boxes (left, top, right, bottom) by tiles of 64 pixels: whether one is hit asks its neighbours only. */
  class Boxes {
    constructor() { this.tiles = new Map(); }

    *around([left, top, right, bottom]) {
      for (let x = left >> 6; x <= right >> 6; x += 1) {
        for (let y = top >> 6; y <= bottom >> 6; y += 1) yield `${x},${y}`;
      }
    }

    add(box) {
      for (const tile of this.around(box)) {
        if (!this.tiles.has(tile)) this.tiles.set(tile, []);
        this.tiles.get(tile).push(box);
      }
    }

    /** The boxes that one touches. */
    hits(a) {
      const touches = (b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
      return new Set([...this.around(a)].flatMap((tile) => this.tiles.get(tile)?.filter(touches) ?? []));
    }
  }

  const HALO = "rgba(255,255,255,.88)";

  function write(ctx, text, [left, top, , bottom]) {
    ctx.direction = isRightToLeft(text) ? "rtl" : "ltr";
    ctx.strokeText(text, left, (top + bottom) / 2);
    ctx.fillText(text, left, (top + bottom) / 2);
  }

  /** Names of places, then of what lies under the map where there is room left; those of `first` before all others. */
  function drawLabels(canvas, shown, zoom, pane, first) {
    const { _ctx: ctx } = canvas, { min, max } = pane;
    const taken = new Boxes();
    taken.add([min.x, min.y, min.x + 46, min.y + 84]); // Leaflet's zoom buttons
    taken.add([min.x, max.y - 30, min.x + 110, max.y]); // and its scale bar
    for (const box of first) taken.add(box);
    const isInside = (box) => box[0] > min.x && box[1] > min.y && box[2] < max.x && box[3] < max.y;
    const isFree = (box) => isInside(box) && !taken.hits(box).size;
    Object.assign(ctx, { textBaseline: "middle", textAlign: "left", lineJoin: "round", lineWidth: 3.5 });
    Object.assign(ctx, { strokeStyle: HALO, fillStyle: INK });
    drawPlaceNames(ctx, shown, zoom, taken, isFree);
    canvas.base.label(canvas, taken, zoom, pane, labelText);
  }

  /** In order of rank, each name where it touches no name and no sign that weighs as much; else left out. */
  function drawPlaceNames(ctx, shown, zoom, taken, isFree) {
    const ranked = (low, high) => shown.filter(({ mark: { rank } }) => low <= rank && rank <= high);
    const lesser = new Boxes(); // towns' signs, of which a weightier name covers as few as it can
    for (const { x, y, radius } of ranked(2, 2)) lesser.add([x - radius, y - radius, x + radius, y + radius]);
    for (const group of [ranked(0, 1), ranked(2, 2), ranked(3, Infinity)]) {
      for (const { x, y, radius } of group) taken.add([x - radius, y - radius, x + radius, y + radius]);
      for (const place of group) {
        if (shown.length > FEW && zoom < (FROM_ZOOM[place.mark.rank] ?? FROM_ZOOM[3])) continue;
        const text = labelText(place.mark.name), free = labelSpots(ctx, place, text).filter(isFree);
        const [box] = free.sort((one, other) => lesser.hits(one).size - lesser.hits(other).size);
        if (!box) continue;
        taken.add([box[0] - 3, box[1] - 1, box[2] + 3, box[3] + 1]);
        write(ctx, text, box);
      }
    }
  }

  /** Where a name may stand, best first: right, left, above, below. Sets its font. */
  function labelSpots(ctx, { mark, x, y, radius }, text) {
    const height = [17, 14][mark.rank] ?? 12, half = height / 2 + 1, gap = radius + (mark.rank === 0 ? 9 : 4);
    ctx.font = `${mark.rank < 2 ? 700 : 500} ${height}px ${FONT}`;
    const width = ctx.measureText(text).width, middle = x - width / 2;
    const corners = [[x + gap, y - half], [x - gap - width, y - half], [middle, y - gap - 2 * half], [middle, y + gap]];
    return corners.map(([left, top]) => [left, top, left + width, top + 2 * half]);
  }

  return { drawLabels, isRightToLeft };
})();
