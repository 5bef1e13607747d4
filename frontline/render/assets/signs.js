/* Signs: how an actor, a status and a line look, on the map and in the legend. */
"use strict";

Frontline.signs = (() => {
  const { HELD, CONTESTED, CLAIMED, UNKNOWN } = Frontline.states;
  const INK = "#1b1f23", PAPER = "#ffffff", GREY = "#6b7177";

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

    /** Ground that an actor gained since a chosen day: outlined and dotted in ink, over the colour it has now. */
    gain(ctx, actor, ratio) {
      ctx.fillStyle = this.pattern(ctx, "gain", ratio, () => hatchTile(".", "rgba(27, 31, 35, .72)", ratio));
      ctx.fill();
      ctx.lineJoin = "round";
      Object.assign(ctx, { strokeStyle: PAPER, lineWidth: 4 });
      ctx.stroke();
      Object.assign(ctx, { strokeStyle: this.colour(actor), lineWidth: 2.4 });
      ctx.stroke();
    }

    /** Many small places at once: dots of an actor's colour. */
    dots(ctx, points, radius, actor) {
      ctx.beginPath();
      for (const { x, y } of points) ctx.rect(x - radius, y - radius, 2 * radius, 2 * radius);
      ctx.fillStyle = actor < 0 ? GREY : this.colour(actor);
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
    if (sign === "P" || sign === "X") {
      plus(ctx, x, y, radius * 1.15, sign === "X" ? Math.PI / 4 : 0);
      return;
    }
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

  /** A broad plus, or turned by half a right angle a broad cross. */
  function plus(ctx, x, y, reach, turn) {
    const arm = reach / 2.6, quarter = [[arm, reach], [arm, arm], [reach, arm]];
    const round = [0, 1, 2, 3].flatMap((n) => quarter.map(([a, b]) => [[a, b], [b, -a], [-a, -b], [-b, a]][n]));
    for (const [a, b] of round) {
      ctx.lineTo(x + a * Math.cos(turn) - b * Math.sin(turn), y + a * Math.sin(turn) + b * Math.cos(turn));
    }
    ctx.closePath();
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

  /** One bearing of the distance rose, from the city to the front. */
  function spoke(ctx, from, to) {
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    Object.assign(ctx, { strokeStyle: PAPER, lineWidth: 3.2 });
    ctx.stroke();
    Object.assign(ctx, { strokeStyle: "#4a2a7b", lineWidth: 1.4 });
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(...to, 2.6, 0, 7);
    ctx.fillStyle = "#4a2a7b";
    ctx.fill();
  }

  /** Draw one sign of the legend, 34 by 20 CSS pixels, with the very brushes of the map. */
  function sample(ctx, scene, signs, symbol, actorId) {
    const actor = Math.max(0, scene.actors.findIndex(({ id }) => id === actorId)), ratio = 2;
    ctx.scale(ratio, ratio);
    const [ground, status] = symbol.split(" "); // "place 1" is a place of status 1
    const grounds = { area: HELD, contested: CONTESTED, claimed: CLAIMED };
    ctx.beginPath();
    if (Object.hasOwn(scene.looks, ground)) {
      Frontline.base.sample(ctx, scene.looks[ground]);
    } else if (Object.hasOwn(grounds, ground) && scene.actors.length) {
      ctx.rect(1, 2, 32, 16);
      signs.fill(ctx, actor, grounds[ground], ratio);
      if (ground === "area") signs.place(ctx, 17, 10, 4.5, actor, HELD);
    } else if (ground === "band") {
      ctx.rect(1, 2, 32, 16);
      veil(ctx);
    } else if (ground === "gain" && scene.actors.length) {
      ctx.rect(2, 3, 30, 14);
      signs.fill(ctx, actor, HELD, ratio);
      signs.gain(ctx, actor, ratio);
    } else if (ground === "rose") {
      spoke(ctx, [3, 10], [31, 10]);
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

  return { INK, PAPER, Signs, ringCity, sample, spoke, strokeFront, veil };
})();
