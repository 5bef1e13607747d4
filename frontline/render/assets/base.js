/* What lies under the map: land, water, roads, borders and towns, each kind as the scene says it looks. */
"use strict";

Frontline.base = (() => {
  const LAND = "#f6f4ee", SEA = "#dfe9ef", NOWHERE = "#efeeea"; // beyond the base layer
  const FROM_ZOOM = { country: 3, governorate: 7.5, district: 9.5, lake: 8.5, river: 8, road: 9.5, settlement: 6 };
  const FONT = 'system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
  const TOWN = 3; // radius of a town's dot, CSS pixels

  /** Stroke the current path as one kind of line. */
  function stroke(ctx, [, colour, , width, dashes]) {
    if (!width) return;
    Object.assign(ctx, { strokeStyle: colour, lineWidth: width, lineJoin: "round", lineCap: "butt" });
    ctx.setLineDash(dashes);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function fillIn(ctx, [, , fill, , , opacity]) {
    if (!fill) return;
    Object.assign(ctx, { fillStyle: fill, globalAlpha: opacity });
    ctx.fill();
    ctx.globalAlpha = 1;
  }

  function dot(ctx, x, y, colour) {
    ctx.beginPath();
    ctx.arc(x, y, TOWN, 0, 7);
    Object.assign(ctx, { fillStyle: "#fff", strokeStyle: colour, lineWidth: 1.3 });
    ctx.fill();
    ctx.stroke();
  }

  /** The sign of a kind in the legend, 34 by 20 CSS pixels. */
  function sample(ctx, look) {
    const [form, colour] = look;
    ctx.beginPath();
    if (form === "point") {
      dot(ctx, 17, 10, colour);
      return;
    }
    if (form === "area") ctx.rect(1, 3, 32, 14);
    else { ctx.moveTo(1, 10); ctx.lineTo(33, 10); }
    fillIn(ctx, look);
    stroke(ctx, look);
  }

  class BaseLayer {
    constructor(scene) {
      this.scene = scene;
      this.kinds = Object.entries(scene.looks).map(([kind, look]) =>
        ({ kind, look, shapes: scene.base.filter((shape) => shape.kind === kind) }));
      for (const shape of scene.base) shape.box = extent(shape.lines);
      this.countries = scene.base.filter(({ kind }) => kind === "country");
      // Where the base layer is cut off, the outline of an area is no border.
      const rings = this.kinds.filter(({ look }) => look[0] !== "line").flatMap(({ shapes }) => shapes);
      const [west, north, east, south] = extent(rings.flatMap(({ lines }) => lines));
      this.clip = [[west, east], [north, south]];
    }

    /** Land and sea, below the areas; over map pictures of a server neither. */
    fill(canvas) {
      if (this.scene.tiles) return;
      const { _ctx: ctx } = canvas, [[west, east], [north, south]] = this.clip;
      ctx.fillStyle = NOWHERE;
      ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
      if (this.countries.length > 1) { // with one alone, what lies beyond its border may be land as well
        const [left, top] = canvas.at(west, north), [right, bottom] = canvas.at(east, south);
        ctx.fillStyle = SEA;
        ctx.fillRect(left, top, right - left, bottom - top);
      }
      ctx.beginPath();
      for (const { lines } of this.countries) canvas._trace(lines, true);
      ctx.fillStyle = LAND;
      ctx.fill();
    }

    draw(canvas) {
      const ctx = canvas._ctx;
      const isCut = (line, i) => this.clip.some(([low, high], axis) => [low, high].some((edge) =>
        Math.abs(line[i + axis] - edge) < 1e-6 && Math.abs(line[i + axis - 2] - edge) < 1e-6));
      for (const { kind, look, shapes } of this.kinds) {
        if (look[0] === "point") {
          for (const { lines } of shapes) for (const [x, y] of lines) dot(ctx, ...canvas.at(x, y), look[1]);
          continue;
        }
        ctx.beginPath();
        if (look[0] === "border") canvas._trace(this.scene.borders[kind] ?? [], false, isCut);
        else for (const { lines } of shapes) canvas._trace(lines, look[0] === "area", look[0] === "area" && isCut);
        if (!this.scene.tiles) fillIn(ctx, look);
        stroke(ctx, look);
      }
    }

    /** Names where they touch no other: `taken` holds the boxes of what stands there already. */
    label(canvas, taken, zoom, window, cut) {
      let sum = 0; // from day to day the same boxes: then the names stay where they are
      for (const boxes of taken.tiles.values()) for (const [a, b, c, d] of boxes) sum += a + 2 * b + 3 * c + 5 * d;
      const key = [zoom, ...canvas.shift, window.min.x, window.max.x, window.max.y, sum].join();
      if (key !== this.key) [this.key, this.names] = [key, this.place(canvas, taken, zoom, window, cut)];
      for (const name of this.names) write(canvas._ctx, name);
    }

    place(canvas, taken, zoom, window, cut) {
      const names = [];
      const order = ["settlement", "country", "governorate", "river", "lake", "road", "district"];
      for (const kind of order.filter((name) => zoom >= FROM_ZOOM[name])) {
        for (const shape of this.scene.base) {
          if (shape.kind !== kind || !shape.name || !isSeen(canvas, shape.box, window)) continue;
          const words = cut(shape.name), look = this.scene.looks[kind];
          const find = kind === "settlement" ? nameTown : look[0] === "line" ? nameCourse : nameArea;
          const name = find(canvas, shape, words, look, taken, window);
          if (!name) continue;
          taken.add(name.box);
          names.push(name);
        }
      }
      return names;
    }
  }

  /** West, north, east and south of lines, in their own units. */
  function extent(lines) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const line of lines) {
      for (let i = 0; i < line.length; i += 1) {
        box[i % 2] = Math.min(box[i % 2], line[i]);
        box[2 + (i % 2)] = Math.max(box[2 + (i % 2)], line[i]);
      }
    }
    return box;
  }

  function isSeen(canvas, box, { min, max }) {
    const [left, top] = canvas.at(box[0], box[1]), [right, bottom] = canvas.at(box[2], box[3]);
    return left <= max.x && right >= min.x && top <= max.y && bottom >= min.y;
  }

  const isFree = (box, taken, { min, max }) =>
    box[0] > min.x && box[1] > min.y && box[2] < max.x && box[3] < max.y && !taken.hits(box).size;

  function write(ctx, { words, font, colour, x, y, turn = 0 }) {
    ctx.save();
    ctx.font = font;
    ctx.translate(x, y);
    ctx.rotate(turn);
    Object.assign(ctx, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3 });
    Object.assign(ctx, { strokeStyle: "rgba(255,255,255,.8)", fillStyle: colour });
    ctx.strokeText(words, 0, 0);
    ctx.fillText(words, 0, 0);
    ctx.restore();
  }

  function nameTown(canvas, shape, words, [, colour], taken, window) {
    const ctx = canvas._ctx, [x, y] = canvas.at(...shape.lines[0]);
    const font = ctx.font = `500 12px ${FONT}`;
    const half = ctx.measureText(words).width / 2;
    const spots = [[x + TOWN + 4 + half, y], [x - TOWN - 4 - half, y], [x, y - TOWN - 9], [x, y + TOWN + 9]];
    for (const [left, top] of spots) {
      const box = [left - half - 1, top - 7, left + half + 1, top + 7];
      if (isFree(box, taken, window)) return { words, font, colour, x: left, y: top, box };
    }
    return undefined;
  }

  /** The name of an area, deep inside what is seen of it. One that fills the window needs none. */
  function nameArea(canvas, shape, name, [form, colour], taken, window) {
    const ctx = canvas._ctx, { kind } = shape;
    const words = form === "area" ? name : name.toUpperCase() + (kind === "governorate" ? " GOVERNORATE" : "");
    const font = form === "area" ? `italic 500 11px ${FONT}` : `600 ${kind === "country" ? 15 : 12}px ${FONT}`;
    ctx.font = font;
    const half = ctx.measureText(words).width / 2 + 2, { min, max } = window;
    ctx.beginPath();
    canvas._trace(shape.lines, true);
    const holds = (x, y) => ctx.isPointInPath(x * canvas.ratio, y * canvas.ratio, "evenodd");
    const [left, top] = canvas.at(shape.box[0], shape.box[1]), [right, bottom] = canvas.at(shape.box[2], shape.box[3]);
    const inside = [];
    let tried = 0;
    for (let i = 1; i < 12; i += 1) {
      const x = Math.max(left, min.x) + ((Math.min(right, max.x) - Math.max(left, min.x)) * i) / 12;
      for (let j = 1; j < 10; j += 1) {
        const y = Math.max(top, min.y) + ((Math.min(bottom, max.y) - Math.max(top, min.y)) * j) / 10;
        tried += 1;
        if (holds(x, y)) inside.push([x, y]);
      }
    }
    const fills = left < min.x && right > max.x && top < min.y && bottom > max.y;
    if (!inside.length || (kind === "country" && fills && inside.length === tried)) return undefined;
    const middle = [0, 1].map((axis) => inside.reduce((sum, spot) => sum + spot[axis], 0) / inside.length);
    const far = ([x, y]) => Math.hypot(x - middle[0], y - middle[1]);
    for (const [x, y] of inside.sort((a, b) => far(a) - far(b))) {
      const box = [x - half, y - 8, x + half, y + 8];
      if (!isFree(box, taken, window)) continue;
      if (![[0, 1], [2, 1], [0, 3], [2, 3]].every(([i, j]) => holds(box[i], box[j]))) continue;
      return { words, font, colour: form === "area" ? colour : "#5d6066", x, y, box };
    }
    return undefined;
  }

  /** The name of a river or road beside a stretch that is straight enough. */
  function nameCourse(canvas, shape, words, [, colour], taken, window) {
    const ctx = canvas._ctx;
    const font = ctx.font = `italic 500 11px ${FONT}`;
    const length = ctx.measureText(words).width + 6;
    for (const line of shape.lines) {
      const points = [];
      for (let i = 0; i < line.length; i += 2) points.push(canvas.at(line[i], line[i + 1]));
      const stretch = findStretch(points, length, taken, window);
      if (!stretch) continue;
      const [x, y] = stretch.centre;
      return { words, font, colour, x, y, turn: stretch.turn, box: stretch.box };
    }
    return undefined;
  }

  function findStretch(points, length, taken, window) {
    for (let start = 0, end = 1, way = 0; start < points.length - 1; start += 1) {
      const step = (n) => Math.hypot(points[n][0] - points[n - 1][0], points[n][1] - points[n - 1][1]);
      while (end < points.length && way < length) { way += step(end); end += 1; }
      if (way < length) return undefined;
      const [from, to] = [points[start], points[end - 1]], chord = Math.hypot(to[0] - from[0], to[1] - from[1]);
      if (chord > 0.93 * way) {
        const lean = Math.atan2(to[1] - from[1], to[0] - from[0]);
        const turn = Math.abs(lean) > Math.PI / 2 ? lean + Math.PI : lean; // never upside down
        const centre = [(from[0] + to[0]) / 2 + 9 * Math.sin(turn), (from[1] + to[1]) / 2 - 9 * Math.cos(turn)];
        const across = (length * Math.abs(Math.cos(turn)) + 12 * Math.abs(Math.sin(turn))) / 2;
        const up = (length * Math.abs(Math.sin(turn)) + 12 * Math.abs(Math.cos(turn))) / 2;
        const box = [centre[0] - across, centre[1] - up, centre[0] + across, centre[1] + up];
        if (isFree(box, taken, window)) return { box, centre, turn };
      }
      way -= step(start + 1);
    }
    return undefined;
  }

  return { BaseLayer, sample };
})();
