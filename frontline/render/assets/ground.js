/* The cells of places as sides between corners: outlines of areas, and the front where two holders meet. */
"use strict";

Frontline.ground = (() => {
  const { HELD } = Frontline.states;
  const { lines, numbers, world } = Frontline.unpack;

  class Ground {
    constructor({ corners, rings, refs, area, edges, lines: loose }) {
      const steps = numbers(corners);
      this.corners = world(steps, 0, steps.length / 2);
      this.hectares = numbers(area);
      this.readRings(numbers(rings), numbers(refs));
      this.readLoose(numbers(edges), lines(loose));
    }

    /** Rings to sides, each with the cell to its left and the one to its right, or -1. */
    readRings(rings, refs) {
      const size = refs.length, at = new Int32Array(size);
      for (let i = 0, met = 0; i < size; i += 1) {
        at[i] = met - refs[i];
        if (refs[i] === 0) met += 1;
      }
      Object.assign(this, { from: new Int32Array(size), to: new Int32Array(size), left: new Int32Array(size) });
      Object.assign(this, { right: new Int32Array(size).fill(-1), sides: 0 });
      const first = new Int32Array(this.corners.length / 2).fill(-1), next = new Int32Array(size);
      for (let r = 0, start = 0, cell = 0; r < rings.length; r += 2) {
        cell += rings[r];
        const length = rings[r + 1];
        for (let i = 0; i < length; i += 1) {
          this.addSide(at[start + i], at[start + ((i + 1) % length)], cell, first, next);
        }
        start += length;
      }
    }

    addSide(from, to, cell, first, next) {
      const low = Math.min(from, to);
      for (let side = first[low]; side >= 0; side = next[side]) {
        if (this.from[side] === to && this.to[side] === from && this.right[side] < 0) {
          this.right[side] = cell;
          return;
        }
      }
      const side = this.sides;
      [this.from[side], this.to[side], this.left[side]] = [from, to, cell];
      next[side] = first[low];
      first[low] = side;
      this.sides += 1;
    }

    readLoose(pairs, found) {
      let left = 0, right = 0;
      this.loose = found.map((line, n) => {
        left += pairs[2 * n];
        right += pairs[2 * n + 1];
        return { left, right, line };
      });
    }

    line(side) {
      const { corners, from, to } = this, a = 2 * from[side], b = 2 * to[side];
      return Float64Array.of(corners[a], corners[a + 1], corners[b], corners[b + 1]);
    }

    /** Outlines of all cells of each class (0 and up), closed rings with the class to their left. */
    outlines(classOf, classes) {
      const halves = Array.from({ length: classes }, () => []);
      for (let side = 0; side < this.sides; side += 1) {
        const one = classOf[this.left[side]], other = this.right[side] < 0 ? -1 : classOf[this.right[side]];
        if (one === other) continue;
        if (one >= 0) halves[one].push(2 * side);
        if (other >= 0) halves[other].push(2 * side + 1);
      }
      const first = new Int32Array(this.corners.length / 2).fill(-1), next = new Int32Array(2 * this.sides);
      return halves.map((own) => this.close(own, first, next));
    }

    /** Join half sides, end to start, until each ring is closed; `first` is left as it was found. */
    close(halves, first, next) {
      const start = (half) => (half & 1 ? this.to : this.from)[half >> 1];
      const end = (half) => (half & 1 ? this.from : this.to)[half >> 1];
      for (const half of halves) {
        next[half] = first[start(half)];
        first[start(half)] = half;
      }
      const rings = [];
      for (const half of halves) {
        const points = [];
        for (let corner = start(half); first[corner] >= 0;) {
          points.push(this.corners[2 * corner], this.corners[2 * corner + 1]);
          const on = first[corner];
          first[corner] = next[on];
          corner = end(on);
        }
        if (points.length) rings.push(Float64Array.from(points));
      }
      return rings;
    }

    /** Stretches of the front by cells: where two holders meet, firm where both places hold their own ground. */
    front({ holders, statuses, ground }) {
      const isFirm = (cell) => statuses[cell] === HELD && holders[cell] >= 0, found = [];
      const add = (left, right, line, ends) => {
        if (right < 0 || ground[left] < 0 || ground[right] < 0 || ground[left] === ground[right]) return;
        found.push({ left, right, firm: isFirm(left) && isFirm(right), line: line(), ends });
      };
      for (let side = 0; side < this.sides; side += 1) {
        add(this.left[side], this.right[side], () => this.line(side), [this.from[side], this.to[side]]);
      }
      this.loose.forEach(({ left, right, line }, n) => add(left, right, () => line, [-2 * n - 1, -2 * n - 2]));
      return found;
    }
  }

  /** Lines that meet end to end become one, so that dashes do not start anew at every bend. */
  function chain(stretches) {
    const atEnd = new Map();
    stretches.forEach(({ ends }, n) => ends.forEach((end) => {
      if (!atEnd.has(end)) atEnd.set(end, []);
      atEnd.get(end).push(n);
    }));
    const used = new Uint8Array(stretches.length), chains = [];
    const walk = (n, from) => {
      const points = [];
      while (n !== undefined) {
        used[n] = 1;
        const { line, ends } = stretches[n], forward = ends[0] === from;
        for (let i = 0; i < line.length; i += 2) {
          const at = forward ? i : line.length - 2 - i;
          points.push(line[at], line[at + 1]);
        }
        from = ends[forward ? 1 : 0];
        const meeting = atEnd.get(from);
        n = meeting.length === 2 ? meeting.find((other) => !used[other]) : undefined;
      }
      chains.push(Float64Array.from(points));
    };
    stretches.forEach(({ ends }, n) => ends.forEach((end) => {
      if (!used[n] && atEnd.get(end).length !== 2) walk(n, end);
    }));
    stretches.forEach(({ ends }, n) => { if (!used[n]) walk(n, ends[0]); }); // closed rings
    return chains;
  }

  /** The front of a day that brings its own shapes. */
  function drawnFront(scene, drawn) {
    const key = (line, at) => `${line.at(at)},${line.at(at + 1)}`;
    return drawn.front.flatMap(([firm, left, right, shapes]) => shapes.map((n) => {
      const line = scene.shapes[n];
      return { left, right, firm: Boolean(firm), line, ends: [key(line, 0), `${line.at(-2)},${line.at(-1)}`] };
    }));
  }

  return { Ground, chain, drawnFront };
})();
