/* The one canvas on which the whole map is drawn.
 *
 * A day brings its areas, front and band. In a long history it does not, nor does an earlier evening: then cells are
 * coloured, and the front is the set of sides between cells whose holders differ.
 */
"use strict";

Frontline.canvas = (() => {
  const RADIUS = [7, 6, 4.5, 3.4]; // by rank, CSS pixels
  const ROSE_FONT = '600 12px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
  const MANY = 3000; // places in view, from which on villages are dots
  const { ringCity, spoke, strokeFront, veil } = Frontline.signs;
  const { BaseLayer } = Frontline.base;
  const { drawLabels } = Frontline.labels;

  /** One canvas for all layers, moved and scaled by Leaflet like its own. */
  const FrontCanvas = L.Renderer.extend({
    options: { pane: "frontline", padding: 0.15 },

    initialize(scene, signs, view) {
      L.Renderer.prototype.initialize.call(this, {});
      Object.assign(this, { scene, signs, view, ratio: Math.min(window.devicePixelRatio || 1, 2) });
      this.base = new BaseLayer(scene);
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

    /** On whole pixels: Leaflet's own leaves fractions behind after a zoom, which blur every name. */
    _updateTransform(center, zoom) {
      if (zoom === this._zoom) L.DomUtil.setPosition(this._container, this._bounds.min);
      else L.Renderer.prototype._updateTransform.call(this, center, zoom);
    },

    draw() {
      const ctx = this._ctx, { min } = this._bounds, origin = this._map.getPixelOrigin(), { layers } = this.view;
      ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      this.scale = this._map.getZoomScale(this._map.getZoom(), 0);
      this.shift = [origin.x + min.x, origin.y + min.y];
      this.size = this._bounds.getSize();
      this.base.fill(this);
      if (layers.areas) this._drawAreas();
      if (this.view.gains) this._drawGains();
      if (layers.front) this._drawBand();
      this.base.draw(this);
      if (layers.front) this._drawFront();
      const figures = layers.rose ? this._drawRose() : [];
      this._drawPlaces(figures.map(({ box }) => box));
      this._writeFigures(figures);
    },

    /** Canvas position of a point in Mercator at zoom 0. */
    at(x, y) { return [x * this.scale - this.shift[0], y * this.scale - this.shift[1]]; },

    isInView([west, north, east, south]) {
      const [left, top] = this.at(west, north), [right, bottom] = this.at(east, south);
      return right >= -9 && bottom >= -9 && left <= this.size.x + 9 && top <= this.size.y + 9;
    },

    /** Lines into the current path: those in view, without the points that no eye could tell apart at this zoom. */
    _trace(lines, isRing, skip) {
      const ctx = this._ctx;
      for (const line of lines) {
        line.box ??= boxOf(line);
        if (!this.isInView(line.box)) continue;
        let [atX, atY] = [Infinity, Infinity];
        for (let i = 0; i < line.length; i += 2) {
          const [x, y] = this.at(line[i], line[i + 1]);
          if (i === 0 || (skip && skip(line, i))) ctx.moveTo(x, y);
          else if (i < line.length - 2 && Math.abs(x - atX) + Math.abs(y - atY) < 0.7) continue;
          else ctx.lineTo(x, y);
          [atX, atY] = [x, y];
        }
        if (isRing) ctx.closePath();
      }
    },

    _drawAreas() {
      for (const { actor, status, rings } of this.view.areas) {
        this._ctx.beginPath();
        this._trace(rings, true);
        this.signs.fill(this._ctx, actor, status, this.ratio);
      }
    },

    _drawGains() {
      this.view.gains.rings.forEach((rings, actor) => {
        this._ctx.beginPath();
        this._trace(rings, true);
        this.signs.gain(this._ctx, actor, this.ratio);
      });
    },

    /** Where the front may run: a veil over both sides, so that neither's colour looks surer than it is. */
    _drawBand() {
      this._ctx.beginPath();
      this._trace(this.view.band, true);
      veil(this._ctx);
    },

    _drawFront() {
      for (const kind of ["firm", "doubtful"]) {
        this._ctx.beginPath();
        this._trace(this.view.front[kind], false);
        strokeFront(this._ctx, kind === "doubtful");
      }
    },

    /** Bearings from the city to the front. Returns their kilometres with a box for each, as many as fit. */
    _drawRose() {
      const ctx = this._ctx, figures = [];
      ctx.font = ROSE_FONT;
      for (const { from, to, words } of this.view.rose) {
        const start = this.at(...from), end = this.at(...to);
        spoke(ctx, start, end);
        const long = Math.hypot(end[0] - start[0], end[1] - start[1]) || 1, half = ctx.measureText(words).width / 2;
        const x = end[0] + ((end[0] - start[0]) / long) * (half + 8), y = end[1] + ((end[1] - start[1]) / long) * 14;
        const box = [x - half, y - 8, x + half, y + 8];
        const hits = (b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3];
        if (!figures.some((other) => hits(other.box))) figures.push({ words, box });
      }
      return figures;
    },

    _writeFigures(figures) {
      const ctx = this._ctx;
      Object.assign(ctx, { font: ROSE_FONT, textBaseline: "middle", textAlign: "left", direction: "ltr" });
      Object.assign(ctx, { strokeStyle: "rgba(255,255,255,.95)", fillStyle: "#4a2a7b", lineWidth: 4, lineJoin: "round" });
      for (const { words, box: [left, top] } of figures) {
        ctx.strokeText(words, left, top + 8);
        ctx.fillText(words, left, top + 8);
      }
    },

    _drawPlaces(taken) {
      const zoom = this._map.getZoom(), { size } = this;
      // The canvas reaches beyond the window, so that dragging shows no gap; no name may be cut at the window's edge.
      const inset = size.subtract(this._map.getSize()).divideBy(2), pane = L.bounds(inset, size.subtract(inset));
      const shown = this.view.layers.places ? this._placesInView(zoom) : [];
      const few = shown.length <= MANY ? shown : shown.filter(({ mark }) => mark.rank < 3);
      if (few !== shown) this._drawDots(shown);
      few.sort((a, b) => b.mark.rank - a.mark.rank || b.n - a.n); // the weightiest on top
      const { holders, statuses } = this.view.state;
      for (const { mark, n, x, y, radius } of few) {
        if (mark.id === this.scene.city) ringCity(this._ctx, x, y, radius);
        this.signs.place(this._ctx, x, y, radius, holders[n], statuses[n]);
      }
      drawLabels(this, few.reverse(), zoom, pane, taken);
    },

    _placesInView(zoom) {
      const grow = Math.max(0.55, Math.min(1.25, 0.55 + (zoom - 7) * 0.17)), shown = [], { size } = this;
      this.scene.marks.forEach((mark, n) => {
        const x = mark.x * this.scale - this.shift[0], y = mark.y * this.scale - this.shift[1];
        if (x < 0 || y < 0 || x > size.x || y > size.y) return;
        shown.push({ mark, n, x, y, radius: (RADIUS[mark.rank] || 3) * grow });
      });
      return shown;
    },

    /** Thousands of villages: each a dot of its holder's colour, all of one holder in one go. */
    _drawDots(shown) {
      const { holders } = this.view.state;
      for (let actor = -1; actor < this.scene.actors.length; actor += 1) {
        this.signs.dots(this._ctx, shown.filter(({ mark, n }) => mark.rank >= 3 && holders[n] === actor), 1.4, actor);
      }
    },
  });

  const boxOf = (line) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < line.length; i += 2) {
      box[0] = Math.min(box[0], line[i]);
      box[1] = Math.min(box[1], line[i + 1]);
      box[2] = Math.max(box[2], line[i]);
      box[3] = Math.max(box[3], line[i + 1]);
    }
    return box;
  };

  return { FrontCanvas };
})();
