/* How a scene looks: the signs of actors, statuses and lines, and the one canvas on which all of it is drawn.
 *
 * A day brings its areas, front and band. In a long history it does not: then cells never move, only their colour, and
 * the front is the set of edges between cells whose holders differ that day.
 */
"use strict";

const frontlineDrawing = (() => {
  const HELD = 0, CONTESTED = 1, CLAIMED = 2, UNKNOWN = 3; // as in the payload
  const INK = "#1b1f23", PAPER = "#ffffff", GREY = "#6b7177";
  const LABEL_FROM_ZOOM = [0, 0, 8.5, 10.5]; // by rank: more names as one comes closer
  const RADIUS = [7, 6, 4.5, 3.4]; // by rank, CSS pixels
  const LONGEST_LABEL = 40; // characters

  // -- the front ---------------------------------------------------------------------------------------------

  /** The day's front, in chains as long as they go, so that dashes do not start anew at every edge. */
  function frontOn(scene, { holders, statuses, ground }, drawn) {
    if (drawn) {
      const lines = (kind) => drawn[kind].map((n) => scene.shapes[n]);
      return { firm: chain(lines("firm")), doubtful: chain(lines("doubtful")) };
    }
    const front = { firm: [], doubtful: [] };
    const isFirm = (cell) => statuses[cell] === HELD && holders[cell] >= 0;
    for (const { left, right, line } of scene.edges) {
      if (ground[left] < 0 || ground[right] < 0 || ground[left] === ground[right]) continue;
      front[isFirm(left) && isFirm(right) ? "firm" : "doubtful"].push(line);
    }
    return { firm: chain(front.firm), doubtful: chain(front.doubtful) };
  }

  function veil(ctx) {
    ctx.fillStyle = "rgba(255, 255, 255, 0.55)";
    ctx.fill("evenodd");
    ctx.strokeStyle = "rgba(27, 31, 35, 0.45)";
    ctx.lineWidth = 0.8;
    ctx.setLineDash([1.5, 2.5]);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function chain(lines) {
    const atEnd = new Map();
    const ends = lines.map((line) => [`${line[0]},${line[1]}`, `${line.at(-2)},${line.at(-1)}`]);
    ends.forEach((pair, n) => pair.forEach((key) => atEnd.set(key, [...(atEnd.get(key) || []), n])));
    const used = new Set();
    const walk = (n, from) => {
      const points = [];
      while (n !== undefined) {
        used.add(n);
        const forward = ends[n][0] === from;
        const pairs = [];
        for (let i = 0; i < lines[n].length; i += 2) pairs.push([lines[n][i], lines[n][i + 1]]);
        points.push(...(forward ? pairs : pairs.reverse()));
        from = ends[n][forward ? 1 : 0];
        const meeting = atEnd.get(from);
        n = meeting.length === 2 ? meeting.find((other) => !used.has(other)) : undefined;
      }
      return Float64Array.from(points.flat());
    };
    const chains = [];
    ends.forEach((pair, n) => pair.forEach((key) => {
      if (!used.has(n) && atEnd.get(key).length !== 2) chains.push(walk(n, key));
    }));
    ends.forEach((pair, n) => { if (!used.has(n)) chains.push(walk(n, pair[0])); }); // closed rings
    return chains;
  }

  // -- signs: how an actor, a status and a line look, on the map and in the legend -----------------------------

  /** A tile of parallel lines or dots, after matplotlib's hatch signs, for maps without colour. */
  function hatchTile(signs, colour, ratio) {
    const tile = document.createElement("canvas"), size = 8;
    tile.width = tile.height = size * ratio;
    const ctx = tile.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.beginPath();
    const has = (characters) => [...characters].some((c) => signs.includes(c));
    if (has("/x")) for (const d of [-size, 0, size]) { ctx.moveTo(d, size); ctx.lineTo(d + size, 0); }
    if (has("\\x")) for (const d of [-size, 0, size]) { ctx.moveTo(d, 0); ctx.lineTo(d + size, size); }
    if (has("-+")) { ctx.moveTo(0, size / 2); ctx.lineTo(size, size / 2); }
    if (has("|+")) { ctx.moveTo(size / 2, 0); ctx.lineTo(size / 2, size); }
    ctx.stroke();
    if (has(".oO*")) { ctx.beginPath(); ctx.arc(size / 2, size / 2, 1.1, 0, 7); ctx.fill(); }
    return tile;
  }

  /** Broad white stripes: claimed. Dark crossed strokes: contested. Both as in the printed map. */
  function statusTile(status, ratio) {
    const tile = document.createElement("canvas"), size = status === CLAIMED ? 14 : 9;
    tile.width = tile.height = size * ratio;
    const ctx = tile.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.strokeStyle = status === CLAIMED ? PAPER : "#3a3a3a";
    ctx.lineWidth = status === CLAIMED ? 5 : 0.9;
    ctx.beginPath();
    for (const d of [-size, 0, size]) {
      ctx.moveTo(d - 3, -3);
      ctx.lineTo(d + size + 3, size + 3);
      if (status === CLAIMED) continue;
      ctx.moveTo(d - 3, size + 3);
      ctx.lineTo(d + size + 3, -3);
    }
    ctx.stroke();
    return tile;
  }

  class Signs {
    constructor(scene) {
      this.scene = scene;
      this.palette = scene.palette;
      this.tiles = new Map();
    }

    colour(actor) { return this.scene.actors[actor].colours[this.palette]; }

    pattern(ctx, key, ratio, draw) {
      const name = `${key}@${ratio}`;
      if (!this.tiles.has(name)) this.tiles.set(name, draw());
      const pattern = ctx.createPattern(this.tiles.get(name), "repeat");
      pattern.setTransform(new DOMMatrix().scale(1 / ratio));
      return pattern;
    }

    /** Fill the current path as ground of an actor in a status. */
    fill(ctx, actor, status, ratio) {
      ctx.fillStyle = this.colour(actor);
      ctx.globalAlpha = 0.48;
      ctx.fill();
      ctx.globalAlpha = 1;
      const { hatch } = this.scene.actors[actor];
      if (status === HELD && !(this.palette === "safe" && hatch)) return;
      const name = status === HELD ? hatch : status;
      const draw = () => (status === HELD ? hatchTile(hatch, "rgba(0,0,0,.38)", ratio) : statusTile(status, ratio));
      ctx.fillStyle = this.pattern(ctx, name, ratio, draw);
      ctx.fill();
    }

    /** A place: its shape tells the actor, its filling the status. */
    place(ctx, x, y, radius, actor, status) {
      outline(ctx, x, y, radius, actor < 0 ? "o" : this.scene.actors[actor].marker);
      const colour = actor < 0 ? GREY : this.colour(actor);
      ctx.fillStyle = actor < 0 || status === CLAIMED ? PAPER : colour;
      ctx.fill();
      ctx.lineWidth = status === CLAIMED ? 2 : 1;
      ctx.strokeStyle = status === CLAIMED || actor < 0 ? colour : INK;
      ctx.stroke();
      if (status === CONTESTED) {
        ctx.beginPath();
        ctx.arc(x, y, radius * 0.45, 0, 7);
        ctx.fillStyle = PAPER;
        ctx.fill();
      }
    }
  }

  /** Path of a matplotlib marker sign; all cover about the same area. */
  function outline(ctx, x, y, radius, sign) {
    const shapes = { s: [4, 45, 1.2], D: [4, 0, 1.25], d: [4, 0, 1.25], "^": [3, 0, 1.35], v: [3, 180, 1.35],
      "<": [3, 270, 1.35], ">": [3, 90, 1.35], p: [5, 0, 1.1], h: [6, 0, 1.1], H: [6, 30, 1.1], "*": [10, 0, 1.5] };
    ctx.beginPath();
    if (!Object.hasOwn(shapes, sign)) {
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      return;
    }
    const [corners, turn, size] = shapes[sign];
    for (let i = 0; i < corners; i += 1) {
      const angle = ((i * 360) / corners + turn - 90) * (Math.PI / 180);
      const reach = radius * size * (sign === "*" && i % 2 ? 0.45 : 1);
      ctx.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
    ctx.closePath();
  }

  function strokeFront(ctx, isDoubtful) {
    ctx.lineJoin = "round";
    ctx.lineCap = "butt";
    ctx.strokeStyle = PAPER;
    ctx.lineWidth = 5.5;
    ctx.stroke();
    ctx.strokeStyle = INK;
    ctx.lineWidth = 2.6;
    ctx.setLineDash(isDoubtful ? [8, 5] : []);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function ringCity(ctx, x, y, radius) {
    ctx.beginPath();
    ctx.arc(x, y, radius + 5, 0, 7);
    Object.assign(ctx, { lineWidth: 2, strokeStyle: INK });
    ctx.stroke();
  }

  // -- the canvas --------------------------------------------------------------------------------------------

  /** One canvas for all layers, moved and scaled by Leaflet like its own. */
  const FrontCanvas = L.Renderer.extend({
    options: { pane: "frontline", padding: 0.15 },

    initialize(scene, signs, view) {
      L.Renderer.prototype.initialize.call(this, {});
      Object.assign(this, { scene, signs, view, ratio: Math.min(window.devicePixelRatio || 1, 2) });
      this.ground = new frontlineBase.Ground(scene);
    },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true"); // the summary and the table say the same
      this._ctx = this._container.getContext("2d");
    },

    _destroyContainer() { this._container.remove(); },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds, size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, min);
      Object.assign(this._container, { width: size.x * this.ratio, height: size.y * this.ratio });
      Object.assign(this._container.style, { width: `${size.x}px`, height: `${size.y}px` });
      this.draw();
    },

    draw() {
      const ctx = this._ctx, { min } = this._bounds, origin = this._map.getPixelOrigin();
      ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      this.scale = this._map.getZoomScale(this._map.getZoom(), 0);
      this.shift = [origin.x + min.x, origin.y + min.y];
      this.ground.fill(this);
      if (this.view.layers.areas) this._drawAreas();
      if (this.view.layers.front) this._drawBand();
      this.ground.draw(this);
      if (this.view.layers.front) this._drawFront();
      // The canvas reaches beyond the window, so that dragging shows no gap; no name may be cut at the window's edge.
      const size = this._bounds.getSize(), inset = size.subtract(this._map.getSize()).divideBy(2);
      const window = L.bounds(inset, size.subtract(inset)), taken = takenBy(window);
      if (this.view.layers.places) this._drawPlaces(taken, window);
      this.ground.label(this, taken, this._map.getZoom(), window, labelText);
    },

    /** Canvas position of a point in Mercator at zoom 0. */
    at(x, y) { return [x * this.scale - this.shift[0], y * this.scale - this.shift[1]]; },

    _trace(lines, isRing, skip) {
      const ctx = this._ctx;
      for (const line of lines) {
        for (let i = 0; i < line.length; i += 2) {
          const [x, y] = this.at(line[i], line[i + 1]);
          if (i === 0 || (skip && skip(line, i))) ctx.moveTo(x, y);
          else ctx.lineTo(x, y);
        }
        if (isRing) ctx.closePath();
      }
    },

    /** All cells of one holder and status in one path: filled one by one they would show seams. */
    _drawAreas() {
      const drawn = this.view.drawn;
      if (drawn) {
        for (const [actor, status, rings] of drawn.areas) {
          this._ctx.beginPath();
          this._trace(rings.map((n) => this.scene.shapes[n]), true);
          this.signs.fill(this._ctx, actor, status, this.ratio);
        }
        return;
      }
      const { ground, groundStatuses } = this.view.state;
      this.scene.actors.forEach((_, actor) => {
        for (const status of [HELD, CONTESTED, CLAIMED]) {
          this._ctx.beginPath();
          this.scene.cells.forEach((rings, cell) => {
            if (ground[cell] === actor && groundStatuses[cell] === status) this._trace(rings, true);
          });
          this.signs.fill(this._ctx, actor, status, this.ratio);
        }
      });
    },

    /** Where the front may run: a veil over both sides, so that neither's colour looks surer than it is. */
    _drawBand() {
      if (!this.view.drawn) return;
      this._ctx.beginPath();
      this._trace(this.view.drawn.band.map((n) => this.scene.shapes[n]), true);
      veil(this._ctx);
    },

    _drawFront() {
      for (const kind of ["firm", "doubtful"]) {
        this._ctx.beginPath();
        this._trace(this.view.front[kind], false);
        strokeFront(this._ctx, kind === "doubtful");
      }
    },

    _drawPlaces(taken, window) {
      const { holders, statuses } = this.view.state, size = this._bounds.getSize(), zoom = this._map.getZoom();
      const grow = Math.max(0.55, Math.min(1.25, 0.55 + (zoom - 7) * 0.17));
      const shown = [];
      this.scene.marks.forEach((mark, n) => {
        const [x, y] = this.at(mark.point.x, mark.point.y);
        if (x < 0 || y < 0 || x > size.x || y > size.y) return;
        shown.push({ mark, n, x, y, radius: (RADIUS[mark.rank] || 3) * grow });
      });
      shown.sort((a, b) => b.mark.rank - a.mark.rank || b.n - a.n); // the weightiest on top
      for (const { mark, n, x, y, radius } of shown) {
        if (mark.id === this.scene.city) ringCity(this._ctx, x, y, radius);
        this.signs.place(this._ctx, x, y, radius, holders[n], statuses[n]);
      }
      drawLabels(this._ctx, shown.reverse(), zoom, window, taken);
    },
  });

  const isRightToLeft = (text) => /^[^A-Za-z]*[\u0590-\u08ff]/.test(text);

  function labelText(name) {
    const characters = [...name.slice(0, 4 * LONGEST_LABEL).replace(/\s+/g, " ")];
    const short = characters.slice(0, LONGEST_LABEL).join("");
    return characters.length > LONGEST_LABEL ? `${short}…` : short;
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

  /** What stands on the map before any name does. */
  function takenBy({ min, max }) {
    const taken = new Boxes();
    taken.add([min.x, min.y, min.x + 46, min.y + 84]); // Leaflet's zoom buttons
    taken.add([min.x, max.y - 30, min.x + 110, max.y]); // and its scale bar
    return taken;
  }

  /** Names in order of rank, each where it touches no name and no sign that weighs as much; else left out. */
  function drawLabels(ctx, shown, zoom, { min, max }, taken) {
    const isFree = (box) => box[0] > min.x && box[1] > min.y && box[2] < max.x && box[3] < max.y && !taken.hits(box).size;
    Object.assign(ctx, { textBaseline: "middle", textAlign: "left", lineJoin: "round", lineWidth: 3.5 });
    Object.assign(ctx, { strokeStyle: "rgba(255,255,255,.88)", fillStyle: INK });
    const ranked = (low, high) => shown.filter(({ mark: { rank } }) => low <= rank && rank <= high);
    const lesser = new Boxes(); // towns' signs, of which a weightier name covers as few as it can
    for (const { x, y, radius } of ranked(2, 2)) lesser.add([x - radius, y - radius, x + radius, y + radius]);
    for (const group of [ranked(0, 1), ranked(2, 2), ranked(3, Infinity)]) {
      for (const { x, y, radius } of group) taken.add([x - radius, y - radius, x + radius, y + radius]);
      for (const place of group) {
        if (zoom < (LABEL_FROM_ZOOM[place.mark.rank] ?? LABEL_FROM_ZOOM[3])) continue;
        const text = labelText(place.mark.name), free = labelSpots(ctx, place, text).filter(isFree);
        const [box] = free.sort((one, other) => lesser.hits(one).size - lesser.hits(other).size);
        if (!box) continue;
        taken.add([box[0] - 3, box[1] - 1, box[2] + 3, box[3] + 1]);
        ctx.direction = isRightToLeft(text) ? "rtl" : "ltr";
        ctx.strokeText(text, box[0], (box[1] + box[3]) / 2);
        ctx.fillText(text, box[0], (box[1] + box[3]) / 2);
      }
    }
  }

  /** Where a name may stand, best first: right, left, above, below. Sets its font. */
  function labelSpots(ctx, { mark, x, y, radius }, text) {
    const height = [17, 14][mark.rank] ?? 12, half = height / 2 + 1, gap = radius + (mark.rank === 0 ? 9 : 4);
    ctx.font = `${mark.rank < 2 ? 700 : 500} ${height}px system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
    const width = ctx.measureText(text).width, middle = x - width / 2;
    const corners = [[x + gap, y - half], [x - gap - width, y - half], [middle, y - gap - 2 * half], [middle, y + gap]];
    return corners.map(([left, top]) => [left, top, left + width, top + 2 * half]);
  }

  // -- the legend's samples ----------------------------------------------------------------------------------

  /** Draw one sign of the legend, 34 by 20 CSS pixels, with the very brushes of the map. */
  function sample(ctx, scene, signs, symbol, actorId) {
    const actor = Math.max(0, scene.actors.findIndex(({ id }) => id === actorId)), ratio = 2;
    ctx.scale(ratio, ratio);
    const [ground, status] = symbol.split(" "); // "place 1" is a place of status 1
    const grounds = { area: HELD, contested: CONTESTED, claimed: CLAIMED };
    ctx.beginPath();
    if (Object.hasOwn(scene.looks, ground)) {
      frontlineBase.sample(ctx, scene.looks[ground]);
    } else if (Object.hasOwn(grounds, ground) && scene.actors.length) {
      ctx.rect(1, 2, 32, 16);
      signs.fill(ctx, actor, grounds[ground], ratio);
      if (ground === "area") signs.place(ctx, 17, 10, 4.5, actor, HELD);
    } else if (ground === "band") {
      ctx.rect(1, 2, 32, 16);
      veil(ctx);
    } else if (ground === "city") {
      ringCity(ctx, 17, 10, 4);
    } else if (ground === "place") {
      const known = scene.actors.length && Number(status) !== UNKNOWN;
      signs.place(ctx, 17, 10, 5, known ? actor : -1, Number(status));
    } else {
      ctx.moveTo(1, 10);
      ctx.lineTo(33, 10);
      strokeFront(ctx, ground === "doubtful_front");
    }
  }

  return { HELD, CONTESTED, CLAIMED, UNKNOWN, Signs, FrontCanvas, frontOn, sample };
})();
